// Phones whose storage was wiped. WIPED-1: such a phone is known by its cookie, and by nothing that it could have lost with
// the storage. WIPED-2: it goes on as a new device of the same person, once; the old device is ended and marked, so that
// the leader sees what it had announced and never sent. WIPED-3: a cookie is worth no more than the session it came with.
// WIPED-4: whoever did not get the answer may ask again for a quarter of an hour, as with an enrolment (SESSION-8): the same
// new device gets a fresh token.

import type { EnrolResponse, RecognisedResponse, ReEnrolRequest } from '#schema/protocol.ts';
import type { Context } from './context.ts';
import { newDeviceId, sha256Hex } from './hashing.ts';
import { Refused } from './refused.ts';
import { describeDevice, repeatMs, startSession, type Session } from './sessions.ts';

/** Ids are short: one that is taken is tried again. */
const maxTries = 8;

const readHolder = async ({ storage, now }: Context, cookie: string) => {
  const found = cookie === '' ? undefined : await storage.readDeviceByCookie(sha256Hex(cookie));
  return found !== undefined && found.device.expiresAt > now() ? found : undefined;
};

/** Whether the cookie is the one that this session's device was given last. */
export const isCookieOf = async (
  context: Context,
  { device }: Session,
  cookie: string,
): Promise<boolean> => (await readHolder(context, cookie))?.device.id === device;

/** Whose phone this was, and what it had announced but not sent. */
export const recognise = async (context: Context, cookie: string): Promise<RecognisedResponse> => {
  const found = await readHolder(context, cookie);
  if (found === undefined) return { known: null };
  const phones = await context.storage.readPhonesOf(found.device.id);
  const rows = await context.storage.readGrids(phones.map(({ grid }) => grid));
  const grids = rows.map(({ grid: id, name }) => {
    const phone = phones.find(({ grid }) => grid === id);
    return { id, name, pending: phone?.pending ?? 0, oldestAt: phone?.oldestAt ?? null };
  });
  return { known: { device: found.device.id, staff: found.staff, grids } };
};

/** WIPED-4. Of the old cookie as well as of the new one, which may have arrived without the rest of its answer. */
const repeat = async (
  context: Context,
  { device: label, key, attempt }: ReEnrolRequest,
  { cookie, next }: { cookie: string; next: string },
): Promise<EnrolResponse | undefined> => {
  if (attempt === undefined || cookie === '') return undefined;
  const { storage, now } = context;
  const { token, row } = describeDevice(context, { label, key, cookie: next });
  const use = await storage.useCode(sha256Hex(cookie), now(), {
    ...row,
    id: newDeviceId(),
    attempt: { hash: sha256Hex(attempt), notBefore: now() - repeatMs },
  });
  if (use.kind !== 'used-now') return undefined;
  const grants = (await storage.readStaff(use.staff.id))?.grants ?? [];
  const { expiresAt, tokenHash } = row;
  const { staff, device } = use;
  return startSession(context, token, { device, staff, grants, expiresAt, tokenHash });
};

/** WIPED-2. @param next the new device's cookie @throws Refused `session-expired` when there is nothing to go on from */
export const reEnrol = async (
  context: Context,
  request: ReEnrolRequest,
  { cookie, next }: { cookie: string; next: string },
): Promise<EnrolResponse> => {
  const { device: label, key, attempt } = request;
  const named = attempt === undefined ? {} : { attemptHash: sha256Hex(attempt) };
  for (let tried = 0; tried < maxTries; tried += 1) {
    const repeated = await repeat(context, request, { cookie, next });
    if (repeated !== undefined) return repeated;
    const found = await readHolder(context, cookie);
    if (found === undefined) throw new Refused('session-expired');
    const { token, row } = describeDevice(context, { label, key, cookie: next });
    const { device: old, staff, grants } = found;
    const device = { ...row, id: newDeviceId(), staff: staff.id };
    const wiped = { device: old.id, cookieHash: old.cookieHash, at: context.now(), ...named };
    if (!(await context.storage.replaceWiped(wiped, device))) continue;
    const { expiresAt, tokenHash } = row;
    return startSession(context, token, {
      ...{ device: device.id, staff, grants },
      expiresAt,
      tokenHash,
    });
  }
  throw new Error('no free id for a device was found');
};
