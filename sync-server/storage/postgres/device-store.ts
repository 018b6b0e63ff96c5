import type { CodeUse, DeviceClaim, DeviceRow, DistrictStore, StaffRow } from '../port.ts';
import { setUpMark } from '../port.ts';
import type { Query } from './connection.ts';
import { grantsIn, type Ways } from './district-store.ts';
import { rowToDevice, rowToPhone, rowToStaff } from './rows.ts';
import { numberOf, textOf, type Row } from './values.ts';

type DeviceStore = Omit<
  DistrictStore,
  'readAreas' | 'putAreas' | 'readStaff' | 'readAllStaff' | 'putStaff' | 'putGrants' | 'createCode'
>;

/** One row a grant of the holder, read with the device at one moment. */
const holderOf = `
  SELECT devices.*, staff.name AS name, role, scope
  FROM devices JOIN staff ON staff.id = devices.staff LEFT JOIN grants ON grants.staff = staff.id`;
const byId = `${holderOf} WHERE devices.id = $1 ORDER BY role, scope`;
const byToken = `${holderOf} WHERE token_hash = $1 AND token_hash <> '' ORDER BY role, scope`;
const byCookie = `${holderOf} WHERE cookie_hash = $1 AND cookie_hash <> '' ORDER BY role, scope`;

const readCode = `
  SELECT codes.expires_at, used_at, attempt_hash, device, staff.id AS id, staff.name AS name
  FROM codes JOIN staff ON staff.id = codes.staff WHERE code_hash = $1 FOR UPDATE OF codes`;
const markUsed =
  'UPDATE codes SET used_at = $2, attempt_hash = $3, device = $4 WHERE code_hash = $1';
const create = `
  INSERT INTO devices (id, staff, label, token_hash, expires_at, public_key, cookie_hash, wiped_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id`;
const renew = `
  UPDATE devices SET label = $3, token_hash = $4, expires_at = $5,
    public_key = CASE WHEN $6 = '' THEN public_key ELSE $6 END, cookie_hash = $7, wiped_at = $8
  WHERE id = $1 AND staff = $2 RETURNING id`;
const markWiped = `
  UPDATE devices SET token_hash = '', expires_at = 0, cookie_hash = '', wiped_at = $3
  WHERE id = $1 AND cookie_hash = $2 AND cookie_hash <> '' RETURNING id`;
const keepAttempt = `
  INSERT INTO codes (code_hash, staff, expires_at, used_at, attempt_hash, device)
  VALUES ($1, $2, $3, $3, $4, $5) ON CONFLICT (code_hash) DO UPDATE SET
    used_at = excluded.used_at, attempt_hash = excluded.attempt_hash, device = excluded.device`;
const end = `
  UPDATE devices SET token_hash = '', cookie_hash = '', expires_at = 0
  WHERE token_hash = $1 AND token_hash <> ''`;

const endAll = `
  UPDATE devices SET token_hash = '', cookie_hash = '', expires_at = 0
  WHERE staff = $1 AND (token_hash <> '' OR cookie_hash <> '') RETURNING id`;
const endAttempts =
  "UPDATE codes SET attempt_hash = '' WHERE staff = $1 AND used_at IS NOT NULL RETURNING 1";

const valuesOf = (row: DeviceRow) => {
  const { id, staff, label, tokenHash, expiresAt, publicKey, cookieHash, wipedAt } = row;
  return [id, staff, label, tokenHash, expiresAt, publicKey, cookieHash, wipedAt];
};

/** False when the id is taken; with `renewedBy`, when the device is somebody else's. */
const claim = async (query: Query, row: DeviceRow, isRenewal: boolean): Promise<boolean> => {
  if ((await query(create, valuesOf(row))).length > 0) return true;
  return isRenewal && (await query(renew, valuesOf(row))).length > 0;
};

/** Whether nobody has used a code yet; one set-up code at a time is asked for that. */
const isFirst = async (query: Query): Promise<boolean> => {
  await query("SELECT pg_advisory_xact_lock(hashtext('gridsweep set-up'))::text AS held", []);
  return (await query('SELECT 1 FROM codes WHERE used_at > 0 LIMIT 1', [])).length === 0;
};

const useCode = async (
  query: Query,
  { codeHash, now }: { codeHash: string; now: number },
  given: DeviceClaim,
): Promise<CodeUse> => {
  const [code] = await query(readCode, [codeHash]);
  if (code === undefined) return { kind: 'unknown' };
  const staff = rowToStaff(code);
  const { renewedBy, attempt, ...device } = given;
  if (code['used_at'] !== null) {
    const row = { ...device, id: textOf(code, 'device'), staff: staff.id };
    const isRepeated =
      isSameAttempt(code, attempt) && (await query(renew, valuesOf(row))).length > 0;
    return isRepeated ? { kind: 'used-now', staff, device: row.id } : { kind: 'used' };
  }
  if (textOf(code, 'attempt_hash') === setUpMark && !(await isFirst(query)))
    return { kind: 'used' };
  if (numberOf(code, 'expires_at') <= now) return { kind: 'expired' };
  if ((renewedBy ?? staff.id) !== staff.id) return { kind: 'other-staff' };
  if (!(await claim(query, { ...device, staff: staff.id }, renewedBy !== undefined))) {
    return { kind: renewedBy === undefined ? 'device-taken' : 'other-staff' };
  }
  await query(markUsed, [codeHash, now, attempt?.hash ?? '', device.id]);
  return { kind: 'used-now', staff, device: device.id };
};

/** STORE-13. @param code the row of a code that was used */
const isSameAttempt = (code: Row, attempt: DeviceClaim['attempt']): boolean =>
  attempt !== undefined &&
  attempt.hash === textOf(code, 'attempt_hash') &&
  numberOf(code, 'used_at') >= attempt.notBefore;

const holder = (row: Row): StaffRow => ({ id: textOf(row, 'staff'), name: textOf(row, 'name') });
const withHolder = (rows: readonly Row[]) =>
  rows[0] && { device: rowToDevice(rows[0]), staff: holder(rows[0]), grants: grantsIn(rows) };

/** Devices with their sessions, keys and cookies. */
export const deviceStore = ({ query, write, atomically }: Ways): DeviceStore => ({
  useCode: (codeHash, now, device) =>
    atomically((within) => useCode(within, { codeHash, now }, device)),
  createDevice: async (device) => (await write(create, valuesOf(device))).length > 0,
  isDeviceKnown: async (id) =>
    (await query('SELECT 1 FROM devices WHERE id = $1', [id])).length > 0,
  readDevice: async (id) => withHolder(await query(byId, [id])),
  readDeviceByCookie: async (hash) => withHolder(await query(byCookie, [hash])),
  readPhonesOf: async (id) =>
    (await query('SELECT * FROM phones WHERE device = $1 ORDER BY grid', [id])).map(rowToPhone),
  replaceWiped: (old, next) =>
    atomically(async (within) => {
      const lock = 'SELECT cookie_hash FROM devices WHERE id = $1 FOR UPDATE';
      const [row] = await within(lock, [old.device]);
      if (row === undefined || old.cookieHash === '') return false;
      if (textOf(row, 'cookie_hash') !== old.cookieHash) return false;
      if ((await within(create, valuesOf(next))).length === 0) return false;
      await within(markWiped, [old.device, old.cookieHash, old.at]);
      const cookies = old.attemptHash ? [old.cookieHash, next.cookieHash] : [];
      for (const hash of cookies.filter(Boolean))
        await within(keepAttempt, [hash, next.staff, old.at, old.attemptHash ?? '', next.id]);
      return true;
    }),
  readSession: async (tokenHash) => {
    const rows = await query(byToken, [tokenHash]);
    const [row] = rows;
    if (row === undefined) return undefined;
    const expiresAt = numberOf(row, 'expires_at');
    return { device: textOf(row, 'id'), staff: holder(row), grants: grantsIn(rows), expiresAt };
  },
  extendSession: async (tokenHash, expiresAt) =>
    void (await write(
      "UPDATE devices SET expires_at = $2 WHERE token_hash = $1 AND token_hash <> ''",
      [tokenHash, expiresAt],
    )),
  endSession: async (tokenHash) => void (await write(end, [tokenHash])),
  endSessionsOf: (staff) =>
    atomically(async (within) => {
      await within(endAttempts, [staff]);
      return (await within(endAll, [staff])).length;
    }),
});
