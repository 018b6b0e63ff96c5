import type { DatabaseSync } from 'node:sqlite';
import { chainStart } from '#core/merge/chain.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type { Changes, ChangesAsk, DocumentRow, GridChanges, GridReads } from '../port.ts';
import {
  collectionNames,
  perCollection,
  rowToDocument,
  rowToGrid,
  rowToLedgerEntry,
  rowToPhone,
  rowToGridPhone,
  type Row,
} from './rows.ts';
import { prepareRefusedReads } from './refused-reads.ts';

const inArea = 'substr(community, 1, length(:area)) = :area';

/** Reads of grids; each call sees one committed state, whatever is being written meanwhile. */
export const prepareGridReads = (database: DatabaseSync): GridReads => {
  const grid = database.prepare('SELECT * FROM grids WHERE grid = ?');
  const gridsIn = database.prepare(`SELECT * FROM grids WHERE ${inArea} ORDER BY grid`);
  const documentsAfter = database.prepare(`
    SELECT id, seq, rev, json FROM documents WHERE grid = ? AND collection = ? AND seq > ?
    ORDER BY seq LIMIT ?`);
  const document = database.prepare(`
    SELECT id, seq, rev, json FROM documents WHERE grid = ? AND collection = ? AND id = ?`);
  const revs = database.prepare(
    'SELECT id, rev FROM documents WHERE grid = ? AND collection = ? ORDER BY seq',
  );
  const count = database.prepare(
    'SELECT count(*) AS found FROM documents WHERE grid = ? AND collection = ?',
  );
  const ledger = database.prepare(
    'SELECT * FROM ledger WHERE grid = ? ORDER BY received_at, device, n, fork',
  );
  const chain = database.prepare('SELECT last, hash FROM chains WHERE grid = ? AND device = ?');
  const phone = database.prepare('SELECT * FROM phones WHERE grid = ? AND device = ?');
  const phones = database.prepare(`
    SELECT phones.*, coalesce(staff.name, '') AS name, coalesce(devices.label, '') AS label,
      wiped_at, receipts.received_at AS returned_at
    FROM phones LEFT JOIN staff ON staff.id = phones.staff
      LEFT JOIN devices ON devices.id = phones.device
      LEFT JOIN receipts ON receipts.grid = phones.grid AND receipts.device = phones.device
    WHERE phones.grid = ? ORDER BY phones.staff, phones.device`);
  const silence = database.prepare(`
    SELECT grid, max(heard) AS heard_at, sum(coalesce(heard, 0) < :silentBefore) AS silent FROM (
      SELECT phones.grid AS grid, staff, max(heard_at) AS heard
      FROM grids JOIN phones ON phones.grid = grids.grid WHERE ${inArea}
      GROUP BY phones.grid, staff
    ) GROUP BY grid ORDER BY grid`);
  const hours = database.prepare(`
    SELECT hour, sum(visits) AS visits FROM grids JOIN hours ON hours.grid = grids.grid
    WHERE ${inArea} AND hour >= :fromMs GROUP BY hour ORDER BY hour`);

  const atOnce = <Result>(read: () => Result): Result => {
    database.exec('BEGIN');
    try {
      return read();
    } finally {
      database.exec('COMMIT');
    }
  };

  const readChanges = (asks: readonly ChangesAsk[], limit: number): Changes => {
    const left = perCollection(() => limit);
    const isLast = perCollection(() => true);
    const take = (ask: ChangesAsk, collection: CollectionName, after: number): DocumentRow[] => {
      const most = left[collection];
      const rows = documentsAfter.all(ask.grid, collection, after, most + 1) as Row[];
      if (rows.length > most) isLast[collection] = false;
      left[collection] -= Math.min(rows.length, most);
      return rows.slice(0, most).map(rowToDocument);
    };
    const changesOf = (ask: ChangesAsk): GridChanges[] => {
      const row = grid.get(ask.grid) as Row | undefined;
      if (row === undefined) return [];
      const documents: GridChanges['documents'] = {};
      for (const collection of collectionNames) {
        const after = ask.after[collection];
        if (after !== undefined) documents[collection] = take(ask, collection, after);
      }
      const { head, digests } = rowToGrid(row);
      return [{ grid: ask.grid, head, digests, documents }];
    };
    return { grids: asks.flatMap(changesOf), isLast };
  };

  return {
    ...prepareRefusedReads(database),
    readGrids: async (grids) =>
      atOnce(() =>
        [...new Set(grids)]
          .sort()
          .map((id) => grid.get(id) as Row | undefined)
          .filter((row) => row !== undefined)
          .map(rowToGrid),
      ),
    readGridsIn: async (area) => (gridsIn.all({ area }) as Row[]).map(rowToGrid),
    readChanges: async (asks, limit) => atOnce(() => readChanges(asks, limit)),
    readWholeGrid: async (id) =>
      atOnce(() => {
        const row = grid.get(id) as Row | undefined;
        if (row === undefined) return undefined;
        const { head, digests } = rowToGrid(row);
        const all = (collection: CollectionName): DocumentRow[] =>
          (documentsAfter.all(id, collection, -1, -1) as Row[]).map(rowToDocument);
        return { head, digests, documents: perCollection(all) };
      }),
    readProof: async (id, collection) =>
      atOnce(() => {
        const row = grid.get(id) as Row | undefined;
        if (row === undefined) return undefined;
        const { head, digests } = rowToGrid(row);
        const counts = perCollection((one) => Number(count.get(id, one)?.['found']));
        const rows = collection === undefined ? [] : (revs.all(id, collection) as Row[]);
        const pairs = rows.map((one) => ({ id: String(one['id']), rev: String(one['rev']) }));
        return { head, digests, counts, revs: pairs };
      }),
    readLedgerOf: async (id) => (ledger.all(id) as Row[]).map(rowToLedgerEntry),
    readDocumentsOf: async (id, collection, ids) =>
      atOnce(() => {
        const row = grid.get(id) as Row | undefined;
        if (row === undefined) return undefined;
        const { head, digests } = rowToGrid(row);
        const documents = [...new Set(ids)]
          .map((one) => document.get(id, collection, one) as Row | undefined)
          .filter((found) => found !== undefined)
          .map(rowToDocument);
        return { head, digests, documents };
      }),
    readChainOf: async (id, device) => {
      const row = chain.get(id, device) as Row | undefined;
      return row
        ? { last: Number(row['last']), hash: String(row['hash']) }
        : { last: 0, hash: chainStart };
    },
    readPhones: async (id) => (phones.all(id) as Row[]).map(rowToGridPhone),
    readPhone: async (id, device) => {
      const row = phone.get(id, device) as Row | undefined;
      return row && rowToPhone(row);
    },
    readSilence: async (area, silentBefore) =>
      (silence.all({ area, silentBefore }) as Row[]).map((row) => ({
        grid: String(row['grid']),
        heardAt: row['heard_at'] == null ? null : Number(row['heard_at']),
        silentPhones: Number(row['silent']),
      })),
    readHours: async (area, fromMs) =>
      (hours.all({ area, fromMs }) as Row[]).map((row) => ({
        hourMs: Number(row['hour']),
        visits: Number(row['visits']),
      })),
  };
};
