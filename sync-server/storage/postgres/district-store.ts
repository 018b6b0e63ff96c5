import type { DistrictStore } from '../port.ts';
import { setUpMark } from '../port.ts';
import type { Query } from './connection.ts';
import { rowToArea, rowToGrant, rowToStaff } from './rows.ts';
import { columnsOf, textOf, type Row } from './values.ts';

type DistrictPeople = Pick<
  DistrictStore,
  'readAreas' | 'putAreas' | 'readStaff' | 'readAllStaff' | 'putStaff' | 'putGrants' | 'createCode'
>;

/** Runs statements that belong together in one transaction. */
export type Atomically = <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;
/** `query` reads, `write` is for single statements that change something. */
export type Ways = { query: Query; write: Query; atomically: Atomically };

const putAreas = `
  INSERT INTO areas (code, name, level, parent)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
  ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, level = excluded.level, parent = excluded.parent`;
const putStaff = `
  INSERT INTO staff (id, name) SELECT * FROM unnest($1::text[], $2::text[])
  ON CONFLICT (id) DO UPDATE SET name = excluded.name`;
const putGrants = `
  INSERT INTO grants (staff, role, scope)
  SELECT $1, * FROM unnest($2::text[], $3::text[]) ON CONFLICT DO NOTHING`;
/** One row a grant, and one row without a role for a person without grants. */
const withGrants = `
  SELECT id, name, role, scope FROM staff LEFT JOIN grants ON grants.staff = staff.id`;
const createCode =
  'INSERT INTO codes (code_hash, staff, expires_at, attempt_hash) VALUES ($1, $2, $3, $4)';

const lastOf = <Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

export const grantsIn = (rows: readonly Row[]) =>
  rows.filter((row) => row['role'] != null).map(rowToGrant);

/** Areas, staff, grants and codes of the district. */
export const districtStore = ({ query, write, atomically }: Ways): DistrictPeople => ({
  readAreas: async () => (await query('SELECT * FROM areas ORDER BY code')).map(rowToArea),
  putAreas: async (given) => {
    const areas = lastOf(given, ({ code }) => code);
    const columns = columnsOf(areas, 'code', 'name', 'level', 'parent');
    await write(putAreas, columns);
  },
  readStaff: async (id) => {
    const rows = await query(`${withGrants} WHERE id = $1 ORDER BY role, scope`, [id]);
    return rows[0] && { staff: rowToStaff(rows[0]), grants: grantsIn(rows) };
  },
  readAllStaff: async () => {
    const rows = await query(`${withGrants} ORDER BY id, role, scope`);
    return [...Map.groupBy(rows, (row) => textOf(row, 'id')).values()].flatMap((own) =>
      own[0] ? [{ staff: rowToStaff(own[0]), grants: grantsIn(own) }] : [],
    );
  },
  putStaff: async (given) => {
    const staff = lastOf(given, ({ id }) => id);
    await write(putStaff, columnsOf(staff, 'id', 'name'));
  },
  putGrants: (staff, grants) =>
    atomically(async (within) => {
      await within('DELETE FROM grants WHERE staff = $1', [staff]);
      const columns = columnsOf(grants, 'role', 'scope');
      await within(putGrants, [staff, ...columns]);
    }),
  createCode: async ({ codeHash, staff, expiresAt, isSetUp = false }) =>
    void (await write(createCode, [codeHash, staff, expiresAt, isSetUp ? setUpMark : ''])),
});
