import type { DatabaseSync } from 'node:sqlite';
import { chainStart } from '#core/merge/chain.ts';
import type { GridId } from '#core/ids.ts';
import type { GridTransaction } from '../port.ts';
import { rowToDocument, rowToGrid, rowToLedgerEntry, rowToSettlement, type Row } from './rows.ts';

/** Makes transactions of single grids; they are only valid inside a job of the write queue. */
export const prepareGridTransactions = (database: DatabaseSync) => {
  const readGrid = database.prepare('SELECT * FROM grids WHERE grid = ?');
  const putGrid = database.prepare(`
    INSERT INTO grids (grid, name, community, round_number, round_name, head,
      digest_grids, digest_households, digest_visits, counts, restored_head)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (grid) DO UPDATE SET name = excluded.name, community = excluded.community,
      round_number = excluded.round_number, round_name = excluded.round_name,
      head = excluded.head, digest_grids = excluded.digest_grids,
      digest_households = excluded.digest_households, digest_visits = excluded.digest_visits,
      counts = excluded.counts, restored_head = excluded.restored_head`);
  const readChain = database.prepare('SELECT last, hash FROM chains WHERE grid = ? AND device = ?');
  const putChain = database.prepare(`
    INSERT INTO chains (grid, device, last, hash) VALUES (?, ?, ?, ?)
    ON CONFLICT (grid, device) DO UPDATE SET last = excluded.last, hash = excluded.hash`);
  const readLedger = database.prepare(`
    SELECT * FROM ledger WHERE grid = ? AND device = ? AND n BETWEEN ? AND ? AND fork = ''
    ORDER BY n`);
  const appendLedger = database.prepare(`
    INSERT INTO ledger (grid, device, n, fork, id, json, hash, verdict, reason, place, seq, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const readDocument = database.prepare(`
    SELECT id, seq, rev, json FROM documents WHERE grid = ? AND collection = ? AND id = ?`);
  const putDocument = database.prepare(`
    INSERT INTO documents (grid, collection, id, seq, rev, json) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (grid, collection, id) DO UPDATE SET
      seq = excluded.seq, rev = excluded.rev, json = excluded.json`);
  const putPhone = database.prepare(`
    INSERT INTO phones (grid, device, staff, heard_at, pending, oldest_at, skew_ms, app)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (grid, device) DO UPDATE SET staff = excluded.staff, heard_at = excluded.heard_at,
      pending = excluded.pending, oldest_at = excluded.oldest_at, skew_ms = excluded.skew_ms,
      app = excluded.app`);
  const lowerPending = database.prepare(`
    UPDATE phones SET pending = max(0, pending - :by),
      oldest_at = CASE WHEN pending > :by THEN oldest_at END
    WHERE grid = :grid AND device = :device`);
  const addVisits = database.prepare(`
    INSERT INTO hours (grid, hour, visits) VALUES (?, ?, ?)
    ON CONFLICT (grid, hour) DO UPDATE SET visits = visits + excluded.visits`);
  const readEntry = database.prepare(
    'SELECT * FROM ledger WHERE grid = ? AND device = ? AND n = ? AND fork = ?',
  );
  const readSettlement = database.prepare(
    'SELECT * FROM settlements WHERE grid = ? AND device = ? AND n = ? AND fork = ?',
  );
  const putSettlement = database.prepare(`
    INSERT INTO settlements (grid, device, n, fork, decision, decided_by, staff, reason, at, event, seq)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const putReceipt = database.prepare(`
    INSERT OR REPLACE INTO receipts (grid, device, staff, last, hash, deleted_at, received_at)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);

  return (grid: GridId): GridTransaction => ({
    readGrid: async () => {
      const row = readGrid.get(grid) as Row | undefined;
      return row && rowToGrid(row);
    },
    putGrid: async ({ name, community, round, head, restoredHead, digests, counts }) => {
      const proof = [digests.grids, digests.households, digests.visits] as const;
      const rest = [JSON.stringify(counts), restoredHead] as const;
      putGrid.run(grid, name, community, round.number, round.name, head, ...proof, ...rest);
    },
    readChain: async (device) => {
      const row = readChain.get(grid, device) as Row | undefined;
      return row
        ? { last: Number(row['last']), hash: String(row['hash']) }
        : { last: 0, hash: chainStart };
    },
    putChain: async (device, { last, hash }) => void putChain.run(grid, device, last, hash),
    readLedger: async (device, from, to) =>
      (readLedger.all(grid, device, from, to) as Row[]).map(rowToLedgerEntry),
    appendLedger: async (entries) => {
      for (const entry of entries) {
        const { device, n, fork, id, json, hash, verdict, reason, where, seq, receivedAt } = entry;
        const fate = [verdict, reason, where, seq, receivedAt] as const;
        appendLedger.run(grid, device, n, fork, id, json, hash, ...fate);
      }
    },
    readDocuments: async (collection, ids) =>
      ids
        .map((id) => readDocument.get(grid, collection, id) as Row | undefined)
        .filter((row) => row !== undefined)
        .map(rowToDocument),
    putDocuments: async (collection, rows) => {
      for (const { id, seq, rev, json } of rows) {
        putDocument.run(grid, collection, id, seq, rev, json);
      }
    },
    putPhone: async ({ device, staff, heardAt, pending, oldestAt, skewMs, app }) =>
      void putPhone.run(grid, device, staff, heardAt, pending, oldestAt, skewMs, app),
    lowerPending: async (device, by) => void lowerPending.run({ grid, device, by }),
    readEntry: async (device, n, fork) => {
      const row = readEntry.get(grid, device, n, fork) as Row | undefined;
      return row && rowToLedgerEntry(row);
    },
    readSettlement: async (device, n, fork) => {
      const row = readSettlement.get(grid, device, n, fork) as Row | undefined;
      return row && rowToSettlement(row);
    },
    putSettlement: async ({ device, n, fork, decision, by, staff, reason, at, event, seq }) => {
      const word = [decision, by, staff, reason, at, event, seq] as const;
      putSettlement.run(grid, device, n, fork, ...word);
    },
    putReceipt: async ({ device, staff, last, hash, deletedAt, receivedAt }) =>
      void putReceipt.run(grid, device, staff, last, hash, deletedAt, receivedAt),
    addVisits: async (hourMs, visits) => void addVisits.run(grid, hourMs, visits),
  });
};
