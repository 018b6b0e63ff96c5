// Rows of the tables and the records of the port.

import type { SQLOutputValue } from 'node:sqlite';
import type { AreaCounts } from '#core/coverage/counts.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type {
  DeviceRow,
  DocumentRow,
  GridPhone,
  GridRow,
  LedgerEntry,
  LedgerVerdict,
  PhoneRow,
  RefusedRow,
  SettlementRow,
} from '../port.ts';

export type Row = Record<string, SQLOutputValue>;

export const collectionNames: readonly CollectionName[] = ['grids', 'households', 'visits'];

export const perCollection = <Value>(
  give: (collection: CollectionName) => Value,
): Record<CollectionName, Value> => ({
  grids: give('grids'),
  households: give('households'),
  visits: give('visits'),
});

const numberOrNull = (value: SQLOutputValue | undefined): number | null =>
  value == null ? null : Number(value);

export const rowToGrid = (row: Row): GridRow => ({
  grid: String(row['grid']),
  name: String(row['name']),
  community: String(row['community']),
  round: { number: Number(row['round_number']), name: String(row['round_name']) },
  head: Number(row['head']),
  restoredHead: numberOrNull(row['restored_head']),
  digests: perCollection((collection) => String(row[`digest_${collection}`])),
  counts: JSON.parse(String(row['counts'])) as AreaCounts,
});

export const rowToDocument = (row: Row): DocumentRow => ({
  id: String(row['id']),
  seq: Number(row['seq']),
  rev: String(row['rev']),
  json: String(row['json']),
});

export const rowToLedgerEntry = (row: Row): LedgerEntry => ({
  device: String(row['device']),
  n: Number(row['n']),
  fork: String(row['fork']),
  id: String(row['id']),
  json: String(row['json']),
  hash: String(row['hash']),
  verdict: String(row['verdict']) as LedgerVerdict,
  reason: String(row['reason']),
  where: String(row['place']),
  seq: numberOrNull(row['seq']),
  receivedAt: Number(row['received_at']),
});

export const rowToPhone = (row: Row): PhoneRow => ({
  grid: String(row['grid']),
  device: String(row['device']),
  staff: String(row['staff']),
  heardAt: numberOrNull(row['heard_at']),
  pending: Number(row['pending']),
  oldestAt: numberOrNull(row['oldest_at']),
  skewMs: Number(row['skew_ms']),
  app: String(row['app']),
});

export const rowToGridPhone = (row: Row): GridPhone => ({
  ...rowToPhone(row),
  name: String(row['name']),
  label: String(row['label']),
  wipedAt: numberOrNull(row['wiped_at']),
  returnedAt: numberOrNull(row['returned_at']),
});

export const rowToSettlement = (row: Row): SettlementRow => ({
  device: String(row['device']),
  n: Number(row['n']),
  fork: String(row['fork']),
  decision: String(row['decision']) as SettlementRow['decision'],
  by: String(row['decided_by']),
  staff: String(row['staff']),
  reason: String(row['reason']),
  at: Number(row['at']),
  event: String(row['event']),
  seq: numberOrNull(row['seq']),
});

/** Of an entry joined with its settlement, whose columns that both have begin with `settled_`. */
export const rowToRefused = (row: Row): RefusedRow => ({
  entry: rowToLedgerEntry(row),
  settlement:
    row['event'] == null
      ? null
      : rowToSettlement({
          ...row,
          reason: row['settled_reason'] ?? '',
          seq: row['settled_seq'] ?? null,
        }),
  settledBy: String(row['settled_by']),
  label: String(row['label']),
});

export const rowToDevice = (row: Row): DeviceRow => ({
  id: String(row['id']),
  staff: String(row['staff']),
  label: String(row['label']),
  tokenHash: String(row['token_hash']),
  expiresAt: Number(row['expires_at']),
  publicKey: String(row['public_key']),
  cookieHash: String(row['cookie_hash']),
  wipedAt: numberOrNull(row['wiped_at']),
});
