// Rows of the tables and the records of the port.

import type { Grant, Role } from '#core/access/grants.ts';
import type { AreaCounts } from '#core/coverage/counts.ts';
import type { Area, AreaLevel } from '#core/grid/sheet.ts';
import { chainStart } from '#core/merge/chain.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type {
  Chain,
  DeviceRow,
  DigestTexts,
  DocumentRow,
  GridRow,
  LedgerEntry,
  LedgerVerdict,
  PhoneRow,
  SettlementRow,
  StaffRow,
} from '../port.ts';
import { numberOf, numberOrNull, textOf, type Row } from './values.ts';

export const collectionNames: readonly CollectionName[] = ['grids', 'households', 'visits'];

export const perCollection = <Given>(
  give: (collection: CollectionName) => Given,
): Record<CollectionName, Given> => ({
  grids: give('grids'),
  households: give('households'),
  visits: give('visits'),
});

export const rowToDigests = (row: Row): DigestTexts =>
  perCollection((collection) => textOf(row, `digest_${collection}`));

export const rowToGrid = (row: Row): GridRow => ({
  grid: textOf(row, 'grid'),
  name: textOf(row, 'name'),
  community: textOf(row, 'community'),
  round: { number: numberOf(row, 'round_number'), name: textOf(row, 'round_name') },
  head: numberOf(row, 'head'),
  restoredHead: numberOrNull(row, 'restored_head'),
  digests: rowToDigests(row),
  counts: JSON.parse(textOf(row, 'counts')) as AreaCounts,
});

export const rowToChain = (row: Row | undefined): Chain =>
  row === undefined
    ? { last: 0, hash: chainStart }
    : { last: numberOf(row, 'last'), hash: textOf(row, 'hash') };

export const rowToDocument = (row: Row): DocumentRow => ({
  id: textOf(row, 'id'),
  seq: numberOf(row, 'seq'),
  rev: textOf(row, 'rev'),
  json: textOf(row, 'json'),
});

export const rowToLedgerEntry = (row: Row): LedgerEntry => ({
  device: textOf(row, 'device'),
  n: numberOf(row, 'n'),
  fork: textOf(row, 'fork'),
  id: textOf(row, 'id'),
  json: textOf(row, 'json'),
  hash: textOf(row, 'hash'),
  verdict: textOf(row, 'verdict') as LedgerVerdict,
  reason: textOf(row, 'reason'),
  where: textOf(row, 'place'),
  seq: numberOrNull(row, 'seq'),
  receivedAt: numberOf(row, 'received_at'),
});

/** @param prefix of the columns, where they stand beside those of another table */
export const rowToSettlement = (row: Row, prefix = ''): SettlementRow => ({
  device: textOf(row, `${prefix}device`),
  n: numberOf(row, `${prefix}n`),
  fork: textOf(row, `${prefix}fork`),
  decision: textOf(row, `${prefix}decision`) as SettlementRow['decision'],
  by: textOf(row, `${prefix}settled_by`),
  staff: textOf(row, `${prefix}staff`),
  reason: textOf(row, `${prefix}reason`),
  at: numberOf(row, `${prefix}settled_at`),
  event: textOf(row, `${prefix}event`),
  seq: numberOrNull(row, `${prefix}seq`),
});

export const rowToPhone = (row: Row): PhoneRow => ({
  grid: textOf(row, 'grid'),
  device: textOf(row, 'device'),
  staff: textOf(row, 'staff'),
  heardAt: numberOrNull(row, 'heard_at'),
  pending: numberOf(row, 'pending'),
  oldestAt: numberOrNull(row, 'oldest_at'),
  skewMs: numberOf(row, 'skew_ms'),
  app: textOf(row, 'app'),
});

export const rowToDevice = (row: Row): DeviceRow => ({
  id: textOf(row, 'id'),
  staff: textOf(row, 'staff'),
  label: textOf(row, 'label'),
  tokenHash: textOf(row, 'token_hash'),
  expiresAt: numberOf(row, 'expires_at'),
  publicKey: textOf(row, 'public_key'),
  cookieHash: textOf(row, 'cookie_hash'),
  wipedAt: numberOrNull(row, 'wiped_at'),
});

export const rowToStaff = (row: Row): StaffRow => ({
  id: textOf(row, 'id'),
  name: textOf(row, 'name'),
});

export const rowToGrant = (row: Row): Grant => ({
  role: textOf(row, 'role') as Role,
  scope: textOf(row, 'scope'),
});

export const rowToArea = (row: Row): Area => ({
  code: textOf(row, 'code'),
  name: textOf(row, 'name'),
  level: textOf(row, 'level') as AreaLevel,
  parent: textOf(row, 'parent'),
});
