import type { GridReads, RefusedRow } from '../port.ts';
import type { Query } from './connection.ts';
import { rowToLedgerEntry, rowToPhone, rowToSettlement } from './rows.ts';
import { numberOf, numberOrNull, textOf, type Row } from './values.ts';

type Reads = Pick<
  GridReads,
  | 'countRefused'
  | 'readRefused'
  | 'readRefusedOf'
  | 'readTotals'
  | 'readPhones'
  | 'readPhone'
  | 'readSilence'
  | 'readHours'
>;

const withSettlement = `
  FROM ledger LEFT JOIN settlements AS said ON said.grid = ledger.grid
    AND said.device = ledger.device AND said.n = ledger.n AND said.fork = ledger.fork`;
const open = "verdict <> 'accepted' AND said.event IS NULL";
const counts = `
  coalesce(sum((verdict = 'quarantined')::int), 0)::bigint AS quarantined,
  coalesce(sum((verdict = 'rejected')::int), 0)::bigint AS rejected`;
const countRefused = `SELECT ${counts} ${withSettlement} WHERE ledger.grid = $1 AND ${open}`;
const countAllRefused = `SELECT ${counts} ${withSettlement} WHERE ${open}`;

const saidColumns = [
  ...['device', 'n', 'fork', 'decision', 'settled_by', 'staff', 'reason', 'settled_at', 'event'],
  'seq',
].map((column) => `said.${column} AS said_${column}`);
const refused = `
  SELECT ledger.*, ${saidColumns.join(', ')}, coalesce(staff.name, '') AS settled_by_name,
    coalesce(devices.label, '') AS label
  ${withSettlement} LEFT JOIN staff ON staff.id = said.settled_by
    LEFT JOIN devices ON devices.id = ledger.device
  WHERE ledger.grid = $1 AND verdict <> 'accepted'`;
const readRefused = `${refused}
  ORDER BY (verdict = 'quarantined' AND said.event IS NULL) DESC, ledger.received_at DESC,
    ledger.device, ledger.n, ledger.fork LIMIT $2`;
const readRefusedOf = `${refused} AND ledger.device = $2 AND ledger.fork = '' ORDER BY ledger.n`;

const readSums = `
  SELECT count(*) AS grids, coalesce(sum(head), 0)::bigint AS heads FROM grids`;
const readPhonesHeard = `
  SELECT count(*) AS phones, coalesce(sum((heard < $1)::int), 0)::bigint AS silent FROM (
    SELECT max(coalesce(heard_at, 0)) AS heard
    FROM phones LEFT JOIN devices ON devices.id = phones.device WHERE wiped_at IS NULL
    GROUP BY phones.device) AS heard_phones`;
const readPhones = `
  SELECT phones.*, coalesce(staff.name, '') AS name, coalesce(devices.label, '') AS label,
    wiped_at, receipts.received_at AS returned_at
  FROM phones LEFT JOIN staff ON staff.id = phones.staff
    LEFT JOIN devices ON devices.id = phones.device
    LEFT JOIN receipts ON receipts.grid = phones.grid AND receipts.device = phones.device
  WHERE phones.grid = $1 ORDER BY phones.staff, phones.device`;
const readSilence = `
  SELECT grid, max(heard) AS heard_at, sum((coalesce(heard, 0) < $2)::int)::bigint AS silent FROM (
    SELECT phones.grid AS grid, staff, max(heard_at) AS heard
    FROM grids JOIN phones ON phones.grid = grids.grid WHERE starts_with(community, $1)
    GROUP BY phones.grid, staff
  ) AS heard_by_staff GROUP BY grid ORDER BY grid`;
const readHours = `
  SELECT hour, sum(visits)::bigint AS visits FROM grids JOIN hours ON hours.grid = grids.grid
  WHERE starts_with(community, $1) AND hour >= $2 GROUP BY hour ORDER BY hour`;

const countsOf = (row: Row | undefined): { quarantined: number; rejected: number } =>
  row === undefined
    ? { quarantined: 0, rejected: 0 }
    : { quarantined: numberOf(row, 'quarantined'), rejected: numberOf(row, 'rejected') };

const rowToRefused = (row: Row): RefusedRow => ({
  entry: rowToLedgerEntry(row),
  settlement: row['said_event'] == null ? null : rowToSettlement(row, 'said_'),
  settledBy: textOf(row, 'settled_by_name'),
  label: textOf(row, 'label'),
});

/** Reads of what was stored but not taken, of phones and of hours, each a single statement. */
export const refusedReads = (query: Query): Reads => ({
  countRefused: async (grid) => countsOf((await query(countRefused, [grid]))[0]),
  readRefused: async (grid, limit) => (await query(readRefused, [grid, limit])).map(rowToRefused),
  readRefusedOf: async (grid, device) =>
    (await query(readRefusedOf, [grid, device])).map(rowToRefused),
  readTotals: async (silentBefore) => {
    const [[sums = {}], [refusals], [heard = {}]] = await Promise.all([
      query(readSums),
      query(countAllRefused),
      query(readPhonesHeard, [silentBefore]),
    ]);
    return {
      grids: numberOf(sums, 'grids'),
      heads: numberOf(sums, 'heads'),
      ...countsOf(refusals),
      phones: numberOf(heard, 'phones'),
      silentPhones: numberOf(heard, 'silent'),
    };
  },
  readPhones: async (grid) =>
    (await query(readPhones, [grid])).map((row) => ({
      ...rowToPhone(row),
      name: textOf(row, 'name'),
      label: textOf(row, 'label'),
      wipedAt: numberOrNull(row, 'wiped_at'),
      returnedAt: numberOrNull(row, 'returned_at'),
    })),
  readPhone: async (grid, device) => {
    const read = 'SELECT * FROM phones WHERE grid = $1 AND device = $2';
    const [row] = await query(read, [grid, device]);
    return row && rowToPhone(row);
  },
  readSilence: async (area, silentBefore) =>
    (await query(readSilence, [area, silentBefore])).map((row) => ({
      grid: textOf(row, 'grid'),
      heardAt: numberOrNull(row, 'heard_at'),
      silentPhones: numberOf(row, 'silent'),
    })),
  readHours: async (area, fromMs) =>
    (await query(readHours, [area, fromMs])).map((row) => ({
      hourMs: numberOf(row, 'hour'),
      visits: numberOf(row, 'visits'),
    })),
});
