import type { GridId } from '#core/ids.ts';
import type { GridTransaction } from '../port.ts';
import type { Query } from './connection.ts';
import { rowToChain, rowToDocument, rowToGrid, rowToLedgerEntry, rowToSettlement } from './rows.ts';
import { columnsOf } from './values.ts';

const putGrid = `
  INSERT INTO grids (grid, name, community, round_number, round_name, head,
    digest_grids, digest_households, digest_visits, counts, restored_head)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (grid) DO UPDATE SET name = excluded.name, community = excluded.community,
    round_number = excluded.round_number, round_name = excluded.round_name, head = excluded.head,
    digest_grids = excluded.digest_grids, digest_households = excluded.digest_households,
    digest_visits = excluded.digest_visits, counts = excluded.counts,
    restored_head = excluded.restored_head`;
const putChain = `
  INSERT INTO chains (grid, device, last, hash) VALUES ($1, $2, $3, $4)
  ON CONFLICT (grid, device) DO UPDATE SET last = excluded.last, hash = excluded.hash`;
const readLedger = `
  SELECT * FROM ledger WHERE grid = $1 AND device = $2 AND n BETWEEN $3 AND $4 AND fork = ''
  ORDER BY n`;
const appendLedger = `
  INSERT INTO ledger (grid, device, n, fork, id, json, hash, verdict, reason, place, seq, received_at)
  SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[])
  ON CONFLICT (grid, device, n, fork) DO NOTHING`;
const readDocuments = `
  SELECT id, seq, rev, json FROM documents
  WHERE grid = $1 AND collection = $2 AND id = ANY ($3::text[])`;
const putDocuments = `
  INSERT INTO documents (grid, collection, id, seq, rev, json)
  SELECT $1, $2, * FROM unnest($3::text[], $4::bigint[], $5::text[], $6::text[])
  ON CONFLICT (grid, collection, id) DO UPDATE SET
    seq = excluded.seq, rev = excluded.rev, json = excluded.json`;
const putPhone = `
  INSERT INTO phones (grid, device, staff, heard_at, pending, oldest_at, skew_ms, app)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (grid, device) DO UPDATE SET staff = excluded.staff, heard_at = excluded.heard_at,
    pending = excluded.pending, oldest_at = excluded.oldest_at, skew_ms = excluded.skew_ms,
    app = excluded.app`;
const lowerPending = `
  UPDATE phones SET pending = greatest(0, pending - $3::bigint),
    oldest_at = CASE WHEN pending > $3::bigint THEN oldest_at END
  WHERE grid = $1 AND device = $2`;
const readEntry = 'SELECT * FROM ledger WHERE grid = $1 AND device = $2 AND n = $3 AND fork = $4';
const readSettlement =
  'SELECT * FROM settlements WHERE grid = $1 AND device = $2 AND n = $3 AND fork = $4';
const putSettlement = `
  INSERT INTO settlements
    (grid, device, n, fork, decision, settled_by, staff, reason, settled_at, event, seq)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
const putReceipt = `
  INSERT INTO receipts (grid, device, staff, last, hash, deleted_at, received_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (grid, device) DO UPDATE SET staff = excluded.staff, last = excluded.last,
    hash = excluded.hash, deleted_at = excluded.deleted_at, received_at = excluded.received_at`;
const addVisits = `
  INSERT INTO hours (grid, hour, visits) VALUES ($1, $2, $3)
  ON CONFLICT (grid, hour) DO UPDATE SET visits = hours.visits + excluded.visits`;

/**
 * Holds the grid for this transaction (STORE-2): by its row, or, while it has none, by a row that stands for it. Whoever
 * comes second looks again, for the first may have made the grid.
 */
export const lockGrid = async (query: Query, grid: GridId): Promise<void> => {
  const lock = 'SELECT 1 FROM grids WHERE grid = $1 FOR UPDATE';
  if ((await query(lock, [grid])).length > 0) return;
  await query('INSERT INTO unborn_grids (grid) VALUES ($1) ON CONFLICT DO NOTHING', [grid]);
  await query('SELECT 1 FROM unborn_grids WHERE grid = $1 FOR UPDATE', [grid]);
  await query(lock, [grid]);
};

/** A transaction of one grid, on a connection that has begun one and holds the grid. */
export const gridTransaction = (query: Query, grid: GridId): GridTransaction => ({
  readGrid: async () => {
    const [row] = await query('SELECT * FROM grids WHERE grid = $1', [grid]);
    return row && rowToGrid(row);
  },
  putGrid: async ({ name, community, round, head, restoredHead, digests, counts }) => {
    const proof = [digests.grids, digests.households, digests.visits];
    const place = [grid, name, community, round.number, round.name];
    await query(putGrid, [...place, head, ...proof, JSON.stringify(counts), restoredHead]);
  },
  readChain: async (device) => {
    const read = 'SELECT last, hash FROM chains WHERE grid = $1 AND device = $2';
    return rowToChain((await query(read, [grid, device]))[0]);
  },
  putChain: async (device, { last, hash }) =>
    void (await query(putChain, [grid, device, last, hash])),
  readLedger: async (device, from, to) =>
    (await query(readLedger, [grid, device, from, to])).map(rowToLedgerEntry),
  appendLedger: async (entries) => {
    if (entries.length === 0) return;
    const log = columnsOf(entries, 'device', 'n', 'fork', 'id', 'json', 'hash');
    const fate = columnsOf(entries, 'verdict', 'reason', 'where', 'seq', 'receivedAt');
    await query(appendLedger, [grid, ...log, ...fate]);
  },
  readDocuments: async (collection, ids) =>
    ids.length === 0
      ? []
      : (await query(readDocuments, [grid, collection, [...ids]])).map(rowToDocument),
  putDocuments: async (collection, rows) => {
    if (rows.length === 0) return;
    const lastById = [...new Map(rows.map((row) => [row.id, row])).values()];
    const columns = columnsOf(lastById, 'id', 'seq', 'rev', 'json');
    await query(putDocuments, [grid, collection, ...columns]);
  },
  putPhone: async ({ device, staff, heardAt, pending, oldestAt, skewMs, app }) =>
    void (await query(putPhone, [grid, device, staff, heardAt, pending, oldestAt, skewMs, app])),
  lowerPending: async (device, by) => void (await query(lowerPending, [grid, device, by])),
  readEntry: async (device, n, fork) => {
    const [row] = await query(readEntry, [grid, device, n, fork]);
    return row && rowToLedgerEntry(row);
  },
  readSettlement: async (device, n, fork) => {
    const [row] = await query(readSettlement, [grid, device, n, fork]);
    return row && rowToSettlement(row);
  },
  putSettlement: async ({ device, n, fork, decision, by, staff, reason, at, event, seq }) => {
    const key = [grid, device, n, fork];
    await query(putSettlement, [...key, decision, by, staff, reason, at, event, seq]);
  },
  putReceipt: async ({ device, staff, last, hash, deletedAt, receivedAt }) =>
    void (await query(putReceipt, [grid, device, staff, last, hash, deletedAt, receivedAt])),
  addVisits: async (hourMs, visits) => void (await query(addVisits, [grid, hourMs, visits])),
});
