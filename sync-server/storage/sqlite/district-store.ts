import type { Grant, Role } from '#core/access/grants.ts';
import type { Area, AreaLevel } from '#core/grid/sheet.ts';
import type { StaffId } from '#core/ids.ts';
import type { CodeUse, DeviceRow, DistrictStore, StaffRow } from '../port.ts';
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
  { reader, writer }: Connections,
  queue: WriteQueue,
): DistrictStore => {
  const areas = reader.prepare('SELECT * FROM areas ORDER BY code');
  const staff = reader.prepare('SELECT * FROM staff WHERE id = ?');
  const allStaff = reader.prepare('SELECT * FROM staff ORDER BY id');
  const grantsOf = reader.prepare(
    'SELECT role, scope FROM grants WHERE staff = ? ORDER BY role, scope',
  );
  const device = reader.prepare('SELECT id FROM devices WHERE id = ?');
  const session = reader.prepare(`
    SELECT devices.id AS device, expires_at, staff.id AS id, staff.name AS name
    FROM devices JOIN staff ON staff.id = devices.staff WHERE token_hash = ? AND token_hash <> ''`);

  const putArea = writer.prepare(
    'INSERT OR REPLACE INTO areas (code, name, level, parent) VALUES (?, ?, ?, ?)',
  );
  const putStaff = writer.prepare('INSERT OR REPLACE INTO staff (id, name) VALUES (?, ?)');
  const dropGrants = writer.prepare('DELETE FROM grants WHERE staff = ?');
  const putGrant = writer.prepare(
    'INSERT OR IGNORE INTO grants (staff, role, scope) VALUES (?, ?, ?)',
  );
  const createCode = writer.prepare(
    'INSERT INTO codes (code_hash, staff, expires_at) VALUES (?, ?, ?)',
  );
  const code = writer.prepare(`
    SELECT codes.expires_at, used_at, staff.id AS id, staff.name AS name
    FROM codes JOIN staff ON staff.id = codes.staff WHERE code_hash = ?`);
  const markUsed = writer.prepare('UPDATE codes SET used_at = ? WHERE code_hash = ?');
  const createDevice = writer.prepare(`
    INSERT INTO devices (id, staff, label, token_hash, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (id) DO NOTHING`);
  const renew = writer.prepare(
    'UPDATE devices SET label = ?, token_hash = ?, expires_at = ? WHERE id = ? AND staff = ?',
  );
  const extend = writer.prepare('UPDATE devices SET expires_at = ? WHERE token_hash = ?');
  const end = writer.prepare(
    "UPDATE devices SET token_hash = '', expires_at = 0 WHERE token_hash = ?",
  );

  const readGrants = (id: StaffId): Grant[] => (grantsOf.all(id) as Row[]).map(rowToGrant);

  const insertDevice = ({ id, staff: of, label, tokenHash, expiresAt }: DeviceRow): boolean =>
    createDevice.run(id, of, label, tokenHash, expiresAt).changes === 1;

  /** False when the device is somebody else's. */
  const renewDevice = ({ id, staff: of, label, tokenHash, expiresAt }: DeviceRow): boolean =>
    renew.run(label, tokenHash, expiresAt, id, of).changes === 1;

  const useCode: DistrictStore['useCode'] = (codeHash, now, given) =>
    queue.write((): CodeUse => {
      const found = code.get(codeHash) as Row | undefined;
      if (found === undefined) return { kind: 'unknown' };
      if (found['used_at'] !== null) return { kind: 'used' };
      if (Number(found['expires_at']) <= now) return { kind: 'expired' };
      const holder = rowToStaff(found);
      const { renewedBy, ...row } = given;
      if ((renewedBy ?? holder.id) !== holder.id) return { kind: 'other-staff' };
      const isNew = insertDevice({ ...row, staff: holder.id });
      if (!isNew && renewedBy === undefined) return { kind: 'device-taken' };
      if (!isNew && !renewDevice({ ...row, staff: holder.id })) return { kind: 'other-staff' };
      markUsed.run(now, codeHash);
      return { kind: 'used-now', staff: holder };
    });

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
    createCode: ({ codeHash, staff: of, expiresAt }) =>
      queue.write(() => void createCode.run(codeHash, of, expiresAt)),
    useCode,
    createDevice: (given) => queue.write(() => insertDevice(given)),
    isDeviceKnown: async (id) => device.get(id) !== undefined,
    readSession: async (tokenHash) => {
      const row = session.get(tokenHash) as Row | undefined;
      if (row === undefined) return undefined;
      const holder = rowToStaff(row);
      const expiresAt = Number(row['expires_at']);
      const grants = readGrants(holder.id);
      return { device: String(row['device']), staff: holder, grants, expiresAt };
    },
    extendSession: (tokenHash, expiresAt) =>
      queue.write(() => void extend.run(expiresAt, tokenHash)),
    endSession: (tokenHash) => queue.write(() => void end.run(tokenHash)),
  };
};
