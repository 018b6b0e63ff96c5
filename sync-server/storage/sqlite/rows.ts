// Rows of the tables and the records of the port.

import type { SQLOutputValue } from 'node:sqlite';
import type { AreaCounts } from '#core/coverage/counts.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type { DocumentRow, GridRow, LedgerEntry, LedgerVerdict, PhoneRow } from '../port.ts';

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
