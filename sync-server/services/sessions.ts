// Who is asking. SESSION-1: a code is a secret for one use, a token a secret of 256 bits; only their hashes are stored.
// SESSION-2: a session ends 30 days after its last day of use. SESSION-3: grants are read anew with every request.
// SESSION-4: who signs in again on a phone that still holds unsent events keeps its device, so that their numbers stay
// valid; a code of somebody else is turned away unused. SESSION-8: an enrolment whose answer was lost may be asked again for
// a quarter of an hour, by the phone that asked: the same device gets a fresh token.

import { mayRead, mayMake, type Grant } from '#core/access/grants.ts';
import type { DeviceId, StaffId } from '#core/ids.ts';
import type { EnrolRequest, EnrolResponse } from '#schema/protocol.ts';
import type { GridRow, StaffRow } from '../storage/port.ts';
import type { Context } from './context.ts';
import { newDeviceId, newSecret, randomBase32, sha256Hex } from './hashing.ts';
import { Refused } from './refused.ts';
import { sealPointOf } from './seal.ts';

const dayMs = 86_400_000;
const sessionMs = 30 * dayMs;
export const invitationMs = 7 * dayMs;
export const repeatMs = 15 * 60_000;

export type Session = {
  device: DeviceId;
  staff: StaffRow;
  grants: Grant[];
  expiresAt: number;
  tokenHash: string;
};

export type SessionFacts = Omit<EnrolResponse, 'token'>;

/** A fresh one-time code for somebody on the staff, 130 bits. @throws Refused `not-found` when nobody has that id */
export const createInvitation = async (
  { storage, now }: Context,
  staff: StaffId,
  { lifetimeMs = invitationMs, isSetUp = false } = {},
): Promise<string> => {
  if ((await storage.readStaff(staff)) === undefined) throw new Refused('not-found', 'staff');
  const code = randomBase32(26);
  const expiresAt = now() + lifetimeMs;
  await storage.createCode({ codeHash: sha256Hex(code), staff, expiresAt, isSetUp });
  return code;
};

/** The session of a bearer token. @throws Refused `session-expired` for no token, a wrong one, or one past its time */
export const authenticate = async (
  { storage, now }: Context,
  token: string | undefined,
): Promise<Session> => {
  const tokenHash = token === undefined ? '' : sha256Hex(token);
  const row = token === undefined ? undefined : await storage.readSession(tokenHash);
  const at = now();
  if (row === undefined || row.expiresAt <= at) throw new Refused('session-expired');
  const expiresAt = at + sessionMs;
  const isDayOld = expiresAt - row.expiresAt >= dayMs;
  if (isDayOld) await storage.extendSession(tokenHash, expiresAt);
  return { ...row, expiresAt: isDayOld ? expiresAt : row.expiresAt, tokenHash };
};

/** What of a device follows from who it is. @param cookie '' for a phone that cannot be recognised without its storage */
export const describeDevice = (
  { now }: Context,
  { label, key, cookie }: { label: string; key: string | undefined; cookie: string },
) => {
  const token = newSecret();
  const row = {
    label,
    tokenHash: sha256Hex(token),
    expiresAt: now() + sessionMs,
    publicKey: key ?? '',
    cookieHash: cookie === '' ? '' : sha256Hex(cookie),
    wipedAt: null,
  };
  return { token, row };
};

/**
 * Uses a code up for a new device, or for the one that it renews (SESSION-4).
 *
 * @param cookie by which the phone will be recognised when its storage was wiped
 * @throws Refused `code-unknown`, `code-used`, `code-expired`, `code-for-other`
 */
export const enrol = async (
  context: Context,
  request: EnrolRequest,
  cookie = '',
): Promise<EnrolResponse> => {
  const { storage, now } = context;
  const { code, device: label, renews, key, attempt } = request;
  const { token, row } = describeDevice(context, { label, key, cookie });
  const use = await storage.useCode(sha256Hex(code.trim()), now(), {
    ...row,
    id: renews?.device ?? newDeviceId(),
    ...(renews === undefined ? {} : { renewedBy: renews.staff }),
    ...(attempt === undefined
      ? {}
      : { attempt: { hash: sha256Hex(attempt), notBefore: now() - repeatMs } }),
  });
  if (use.kind === 'device-taken') return enrol(context, request, cookie);
  if (use.kind === 'other-staff') throw new Refused('code-for-other');
  if (use.kind !== 'used-now') throw new Refused(`code-${use.kind}`);
  const grants = (await storage.readStaff(use.staff.id))?.grants ?? [];
  const { expiresAt, tokenHash } = row;
  return startSession(context, token, {
    ...{ device: use.device, staff: use.staff, grants, expiresAt, tokenHash },
  });
};

/** A device is in use from now on: its teams hear of it, and it learns what it may know. */
export const startSession = async (
  context: Context,
  token: string,
  session: Session,
): Promise<EnrolResponse> => {
  await announceDevice(context, session);
  return { token, ...(await describeSession(context, session)) };
};

/** What a phone may know of its own session. */
export const describeSession = async (
  context: Context,
  { device, staff, grants, expiresAt }: Session,
): Promise<SessionFacts> => ({
  server: context.server,
  sealKey: sealPointOf(context.sealKey.publicJwk),
  deviceId: device,
  expiresAt,
  staff,
  grants,
  grids: (await readableGrids(context, grants)).map(({ grid, name, community }) => ({
    id: grid,
    name,
    community,
  })),
  epoch: context.epoch,
  isDemo: context.isDemo,
});

/** Signs the device out; its token is worth nothing from now on. */
export const endSession = ({ storage }: Context, { tokenHash }: Session): Promise<void> =>
  storage.endSession(tokenHash);

/** SESSION-9: every device of a person is signed out, wherever it is; their open streams are closed. How many there were. */
export const endSessionsOf = async (
  { storage, pokes }: Context,
  staff: StaffId,
): Promise<number> => {
  const ended = await storage.endSessionsOf(staff);
  pokes.publishGrants(staff);
  return ended;
};

/** Replaces somebody's grants; their open streams are closed. */
export const replaceGrants = async (
  { storage, pokes }: Context,
  staff: StaffId,
  grants: readonly Grant[],
): Promise<void> => {
  await storage.putGrants(staff, grants);
  pokes.publishGrants(staff);
};

/** Rows of all grids that these grants let read, by id. */
export const readableGrids = async (
  { storage }: Context,
  grants: readonly Grant[],
): Promise<GridRow[]> => {
  const desks = grants.filter(({ role }) => role === 'desk').map(({ scope }) => scope);
  const own = grants.filter(({ role }) => role === 'member' || role === 'leader');
  const found = await Promise.all([
    storage.readGrids(own.map(({ scope }) => scope)),
    ...desks.map((scope) => storage.readGridsIn(scope)),
  ]);
  const byId = new Map(found.flat().map((row) => [row.grid, row]));
  return [...byId.values()]
    .filter((row) => mayRead(grants, row))
    .sort((left, right) => (left.grid < right.grid ? -1 : 1));
};

/** A new phone of a team is heard of at once, so that its silence can be noticed. */
const announceDevice = async (context: Context, session: Session): Promise<void> => {
  const grids = await readableGrids(context, session.grants);
  const teams = grids.filter((row) => mayMake(session.grants, row, 'visit-recorded'));
  const { device, staff } = session;
  for (const { grid } of teams) {
    await context.storage.inGrid(grid, (transaction) =>
      transaction.putPhone({
        device,
        staff: staff.id,
        heardAt: context.now(),
        pending: 0,
        oldestAt: null,
        skewMs: 0,
        app: '',
      }),
    );
  }
};
