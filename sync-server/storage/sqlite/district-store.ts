import type { Grant, Role } from '#core/access/grants.ts';
import type { Area, AreaLevel } from '#core/grid/sheet.ts';
import type { StaffId } from '#core/ids.ts';
import type { DistrictStore, StaffRow } from '../port.ts';
import { setUpMark } from '../port.ts';
import { prepareDeviceStore } from './device-store.ts';
import type { Connections } from './open-database.ts';
import type { Row } from './rows.ts';
import type { WriteQueue } from './write-queue.ts';

const rowToStaff = (row: Row): StaffRow => ({ id: String(row['id']), name: String(row['name']) });
const rowToGrant = (row: Row): Grant => ({
  role: String(row['role']) as Role,
  scope: String(row['scope']),
});
const rowToArea = (row: Row): Area => ({
  code: String(row['code']),
  name: String(row['name']),
  level: String(row['level']) as AreaLevel,
  parent: String(row['parent']),
});

/** Areas, staff, grants, codes and sessions of the district. */
export const prepareDistrictStore = (
  connections: Connections,
  queue: WriteQueue,
): DistrictStore => {
  const { reader, writer } = connections;
  const areas = reader.prepare('SELECT * FROM areas ORDER BY code');
  const staff = reader.prepare('SELECT * FROM staff WHERE id = ?');
  const allStaff = reader.prepare('SELECT * FROM staff ORDER BY id');
  const grantsOf = reader.prepare(
    'SELECT role, scope FROM grants WHERE staff = ? ORDER BY role, scope',
  );

  const putArea = writer.prepare(
    'INSERT OR REPLACE INTO areas (code, name, level, parent) VALUES (?, ?, ?, ?)',
  );
  const putStaff = writer.prepare('INSERT OR REPLACE INTO staff (id, name) VALUES (?, ?)');
  const dropGrants = writer.prepare('DELETE FROM grants WHERE staff = ?');
  const putGrant = writer.prepare(
    'INSERT OR IGNORE INTO grants (staff, role, scope) VALUES (?, ?, ?)',
  );
  const createCode = writer.prepare(
    'INSERT INTO codes (code_hash, staff, expires_at, attempt_hash) VALUES (?, ?, ?, ?)',
  );

  const readGrants = (id: StaffId): Grant[] => (grantsOf.all(id) as Row[]).map(rowToGrant);

  return {
    readAreas: async () => (areas.all() as Row[]).map(rowToArea),
    putAreas: (given) =>
      queue.write(() => {
        for (const { code: id, name, level, parent } of given) putArea.run(id, name, level, parent);
      }),
    readStaff: async (id) => {
      const row = staff.get(id) as Row | undefined;
      return row && { staff: rowToStaff(row), grants: readGrants(id) };
    },
    readAllStaff: async () =>
      (allStaff.all() as Row[])
        .map(rowToStaff)
        .map((one) => ({ staff: one, grants: readGrants(one.id) })),
    putStaff: (given) =>
      queue.write(() => {
        for (const { id, name } of given) putStaff.run(id, name);
      }),
    putGrants: (id, grants) =>
      queue.write(() => {
        dropGrants.run(id);
        for (const { role, scope } of grants) putGrant.run(id, role, scope);
      }),
    createCode: ({ codeHash, staff: of, expiresAt, isSetUp = false }) =>
      queue.write(() => void createCode.run(codeHash, of, expiresAt, isSetUp ? setUpMark : '')),
    ...prepareDeviceStore(connections, { queue, readGrants }),
  };
};
