import type { DatabaseSync } from 'node:sqlite';
import type { GridReads } from '../port.ts';
import { rowToRefused, type Row } from './rows.ts';

type RefusedReads = Pick<
  GridReads,
  'countRefused' | 'readRefused' | 'readRefusedOf' | 'readTotals'
>;

const withSettlement = `
  FROM ledger LEFT JOIN settlements ON settlements.grid = ledger.grid
    AND settlements.device = ledger.device AND settlements.n = ledger.n
    AND settlements.fork = ledger.fork`;

const refusedRows = `
  SELECT ledger.*, decision, decided_by, settlements.staff AS staff, at, event,
    settlements.reason AS settled_reason, settlements.seq AS settled_seq,
    coalesce(staff.name, '') AS settled_by, coalesce(devices.label, '') AS label
  ${withSettlement}
    LEFT JOIN staff ON staff.id = decided_by LEFT JOIN devices ON devices.id = ledger.device
  WHERE ledger.grid = ? AND verdict <> 'accepted'`;

/** Reads of what was stored but not taken, each a single statement. */
export const prepareRefusedReads = (database: DatabaseSync): RefusedReads => {
  const count = database.prepare(`
    SELECT verdict, count(*) AS found ${withSettlement}
    WHERE ledger.grid = ? AND verdict <> 'accepted' AND event IS NULL GROUP BY verdict`);
  const refused = database.prepare(`${refusedRows}
    ORDER BY verdict = 'quarantined' AND event IS NULL DESC, received_at DESC,
      ledger.device, ledger.n, ledger.fork LIMIT ?`);
  const refusedOf = database.prepare(
    `${refusedRows} AND ledger.device = ? AND ledger.fork = '' ORDER BY ledger.n`,
  );
  const grids = database.prepare(
    'SELECT count(*) AS grids, coalesce(sum(head), 0) AS heads FROM grids',
  );
  const countAll = database.prepare(`
    SELECT verdict, count(*) AS found ${withSettlement}
    WHERE verdict <> 'accepted' AND event IS NULL GROUP BY verdict`);
  const phones = database.prepare(`
    SELECT count(*) AS phones, coalesce(sum(heard < ?), 0) AS silent FROM (
      SELECT max(coalesce(heard_at, 0)) AS heard FROM phones
        LEFT JOIN devices ON devices.id = phones.device WHERE wiped_at IS NULL
      GROUP BY phones.device)`);

  const countsOf = (rows: Row[]): { quarantined: number; rejected: number } => {
    const found = new Map(rows.map((row) => [row['verdict'], Number(row['found'])]));
    return { quarantined: found.get('quarantined') ?? 0, rejected: found.get('rejected') ?? 0 };
  };

  return {
    countRefused: async (grid) => countsOf(count.all(grid) as Row[]),
    readRefused: async (grid, limit) => (refused.all(grid, limit) as Row[]).map(rowToRefused),
    readRefusedOf: async (grid, device) => (refusedOf.all(grid, device) as Row[]).map(rowToRefused),
    readTotals: async (silentBefore) => {
      const sums = grids.get();
      const heard = phones.get(silentBefore);
      return {
        grids: Number(sums?.['grids']),
        heads: Number(sums?.['heads']),
        ...countsOf(countAll.all() as Row[]),
        phones: Number(heard?.['phones']),
        silentPhones: Number(heard?.['silent']),
      };
    },
  };
};
