import type { Grant } from '#core/access/grants.ts';
import type { StaffId } from '#core/ids.ts';
import type { CodeUse, DeviceClaim, DeviceRow, DistrictStore, StaffRow } from '../port.ts';
import { setUpMark } from '../port.ts';
import type { Connections } from './open-database.ts';
import { rowToDevice, rowToPhone, type Row } from './rows.ts';
import type { WriteQueue } from './write-queue.ts';

type DeviceStore = Omit<
  DistrictStore,
  'readAreas' | 'putAreas' | 'readStaff' | 'readAllStaff' | 'putStaff' | 'putGrants' | 'createCode'
>;

/** Devices with their sessions, keys and cookies. */
export const prepareDeviceStore = (
  { reader, writer }: Connections,
  { queue, readGrants }: { queue: WriteQueue; readGrants: (staff: StaffId) => Grant[] },
): DeviceStore => {
  const holderOf = `
    SELECT devices.*, staff.name AS name FROM devices JOIN staff ON staff.id = devices.staff`;
  const byId = reader.prepare(`${holderOf} WHERE devices.id = ?`);
  const byToken = reader.prepare(`${holderOf} WHERE token_hash = ? AND token_hash <> ''`);
  const byCookie = reader.prepare(`${holderOf} WHERE cookie_hash = ? AND cookie_hash <> ''`);
  const isKnown = reader.prepare('SELECT id FROM devices WHERE id = ?');
  const phonesOf = reader.prepare('SELECT * FROM phones WHERE device = ? ORDER BY grid');

  const code = writer.prepare(`
    SELECT codes.expires_at, used_at, attempt_hash, device, staff.id AS id, staff.name AS name
    FROM codes JOIN staff ON staff.id = codes.staff WHERE code_hash = ?`);
  const anyUsed = writer.prepare('SELECT 1 FROM codes WHERE used_at > 0 LIMIT 1');
  const markUsed = writer.prepare(
    'UPDATE codes SET used_at = ?, attempt_hash = ?, device = ? WHERE code_hash = ?',
  );
  const create = writer.prepare(`
    INSERT INTO devices
      (id, staff, label, token_hash, expires_at, public_key, cookie_hash, wiped_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
  const renew = writer.prepare(`
    UPDATE devices SET label = ?, token_hash = ?, expires_at = ?, cookie_hash = ?, wiped_at = ?,
      public_key = CASE WHEN :key = '' THEN public_key ELSE :key END
    WHERE id = :id AND staff = :staff`);
  const hasCookie = writer.prepare(
    "SELECT 1 FROM devices WHERE id = ? AND cookie_hash = ? AND cookie_hash <> ''",
  );
  const markWiped = writer.prepare(`
    UPDATE devices SET token_hash = '', expires_at = 0, cookie_hash = '', wiped_at = ?
    WHERE id = ?`);
  const keepAttempt = writer.prepare(`
    INSERT INTO codes (code_hash, staff, expires_at, used_at, attempt_hash, device)
    VALUES (?, ?, :at, :at, ?, ?) ON CONFLICT (code_hash) DO UPDATE SET
      used_at = excluded.used_at, attempt_hash = excluded.attempt_hash, device = excluded.device`);
  const extend = writer.prepare('UPDATE devices SET expires_at = ? WHERE token_hash = ?');
  const end = writer.prepare(`
    UPDATE devices SET token_hash = '', cookie_hash = '', expires_at = 0 WHERE token_hash = ?`);

  const endAll = writer.prepare(`
    UPDATE devices SET token_hash = '', cookie_hash = '', expires_at = 0
    WHERE staff = ? AND (token_hash <> '' OR cookie_hash <> '')`);
  const endAttempts = writer.prepare(
    "UPDATE codes SET attempt_hash = '' WHERE staff = ? AND used_at IS NOT NULL",
  );

  const insertDevice = (row: DeviceRow): boolean => {
    const { id, staff, label, tokenHash, expiresAt, publicKey, cookieHash, wipedAt } = row;
    const secrets = [tokenHash, expiresAt, publicKey, cookieHash, wipedAt] as const;
    return create.run(id, staff, label, ...secrets).changes === 1;
  };

  /** False when the device is somebody else's. */
  const renewDevice = (row: DeviceRow): boolean => {
    const { id, staff, label, tokenHash, expiresAt, publicKey: key, cookieHash, wipedAt } = row;
    const named = { key, id, staff };
    return renew.run(named, label, tokenHash, expiresAt, cookieHash, wipedAt).changes === 1;
  };

  const holder = (row: Row): StaffRow => ({ id: String(row['staff']), name: String(row['name']) });
  const withHolder = (row: Row | undefined) => {
    if (row === undefined) return undefined;
    const staff = holder(row);
    return { device: rowToDevice(row), staff, grants: readGrants(staff.id) };
  };

  const useCode: DistrictStore['useCode'] = (codeHash, now, given) =>
    queue.write((): CodeUse => {
      const found = code.get(codeHash) as Row | undefined;
      if (found === undefined) return { kind: 'unknown' };
      const staff = { id: String(found['id']), name: String(found['name']) };
      const { renewedBy, attempt, ...row } = given;
      if (found['used_at'] !== null) {
        const device = String(found['device']);
        const isRepeat = isSameAttempt(found, attempt);
        return isRepeat && renewDevice({ ...row, id: device, staff: staff.id })
          ? { kind: 'used-now', staff, device }
          : { kind: 'used' };
      }
      const isForFirst = found['attempt_hash'] === setUpMark;
      if (isForFirst && anyUsed.get() !== undefined) return { kind: 'used' };
      if (Number(found['expires_at']) <= now) return { kind: 'expired' };
      if ((renewedBy ?? staff.id) !== staff.id) return { kind: 'other-staff' };
      const isNew = insertDevice({ ...row, staff: staff.id });
      if (!isNew && renewedBy === undefined) return { kind: 'device-taken' };
      if (!isNew && !renewDevice({ ...row, staff: staff.id })) return { kind: 'other-staff' };
      markUsed.run(now, attempt?.hash ?? '', row.id, codeHash);
      return { kind: 'used-now', staff, device: row.id };
    });

  return {
    useCode,
    createDevice: (given) => queue.write(() => insertDevice(given)),
    isDeviceKnown: async (id) => isKnown.get(id) !== undefined,
    readDevice: async (id) => withHolder(byId.get(id) as Row | undefined),
    readDeviceByCookie: async (hash) => withHolder(byCookie.get(hash) as Row | undefined),
    readPhonesOf: async (id) => (phonesOf.all(id) as Row[]).map(rowToPhone),
    replaceWiped: (old, next) =>
      queue.write(() => {
        if (hasCookie.get(old.device, old.cookieHash) === undefined) return false;
        if (!insertDevice(next)) return false;
        markWiped.run(old.at, old.device);
        const cookies = old.attemptHash ? [old.cookieHash, next.cookieHash] : [];
        for (const hash of cookies.filter(Boolean))
          keepAttempt.run({ at: old.at }, hash, next.staff, old.attemptHash ?? '', next.id);
        return true;
      }),
    readSession: async (tokenHash) => {
      const row = byToken.get(tokenHash) as Row | undefined;
      if (row === undefined) return undefined;
      const staff = holder(row);
      const expiresAt = Number(row['expires_at']);
      return { device: String(row['id']), staff, grants: readGrants(staff.id), expiresAt };
    },
    extendSession: (tokenHash, expiresAt) =>
      queue.write(() => void extend.run(expiresAt, tokenHash)),
    endSession: (tokenHash) => queue.write(() => void end.run(tokenHash)),
    endSessionsOf: (staff) =>
      queue.write(() => {
        endAttempts.run(staff);
        return Number(endAll.run(staff).changes);
      }),
  };
};

/** STORE-13. @param found the row of a code that was used */
const isSameAttempt = (found: Row, attempt: DeviceClaim['attempt']): boolean =>
  attempt !== undefined &&
  attempt.hash === found['attempt_hash'] &&
  Number(found['used_at']) >= attempt.notBefore;
