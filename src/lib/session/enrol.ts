// Signing in by a one-time code. ENROL-1: nothing that is unsent is lost: while events wait on this phone, only the same
// person may sign in again, and keeps the device under which the events were numbered. ENROL-2: somebody else's sign-in on
// a phone where nothing waits begins with an empty phone. ENROL-3: only a question that was never sent is said to leave the
// link good; the code works once, and the answer may be what got lost (ENROL-4, enrolment.ts). ENROL-5: while acknowledged
// events are kept here, the same person keeps the device, too: a restored server may know neither them nor the old sign-in,
// and what it lacks is sent again under the device that made it.

import { isCarrying } from '#data/hand-over/carried-rows.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { isAnythingPending } from '#data/outbox/outbox-rows.ts';
import { EnrolResponse } from '#schema/protocol.ts';
import type { Failure, Transport } from '#sync/transport.ts';
import type { EnrolOutcome } from './app.ts';
import { deviceLabel } from './device-label.ts';
import { type Attempt, attemptKey } from './enrolment.ts';
import type { SavedSession } from './saved-session.ts';

export type Enrolled = { kind: 'enrolled'; response: EnrolResponse };
type Refused = EnrolOutcome & { kind: 'refused' };

const offline: Refused = {
  kind: 'refused',
  code: 'offline',
  zh: '没有网络，暂时无法登录。请联网后再打开链接，链接仍然有效。',
  en: 'No network: signing in has to wait. Open the link again when there is one; it is still good.',
};
/** The code may be used up: whether the answer was lost or the question is not known. */
const unanswered: Refused = {
  kind: 'refused',
  code: 'unanswered',
  zh: '没有收到服务器的答复。请再打开一次链接；如果提示已用过，请向网格长要一个新链接。',
  en: 'The answer of the server did not arrive. Try the link again; if it then says used, ask for a new one.',
};
export const unsent: Refused = {
  kind: 'refused',
  code: 'unsent',
  zh: '这部手机上还有他人未发送的记录，请先由本人重新登录并发送。',
  en: 'Records of somebody else wait on this phone. They have to sign in and send them first.',
};
export const carrying: Refused = {
  kind: 'refused',
  code: 'carrying',
  zh: '这部手机上还带着同事的记录，没有上传完。请原使用人联网上传后再换人登录。',
  en: 'This phone still carries records of a colleague. Whoever signed in before has to bring them to the server first.',
};
const elsewhere: Refused = {
  kind: 'refused',
  code: 'server-error',
  zh: '服务器没有正确答复，请稍后再试。',
  en: 'The server did not answer as it should. Try again later.',
};

/** @param wasOnline whether the browser saw a network before the question was sent */
export const refusedBy = (failure: Failure, wasOnline: boolean): Refused => {
  if (failure.kind === 'unreachable' && !wasOnline) return offline;
  if (failure.kind === 'unreachable' || failure.kind === 'timeout') return unanswered;
  if (failure.kind === 'garbled') return elsewhere;
  if (failure.code === 'code-for-other') return unsent;
  const { code, zh, en } = failure;
  return zh === '' ? elsewhere : { kind: 'refused', code, zh, en };
};

/** How this phone calls itself, and the key by which its bundles are known. */
export const selfOf = ({ keys }: Pick<Attempt, 'keys'>) => ({
  device: deviceLabel(navigator.userAgent),
  ...(keys === null ? {} : { key: keys.publicText }),
});

/** `session`: on this phone, also an expired one. `isKeeping`: acknowledged events of its device. `attempt`: ENROL-4. */
type Before = {
  session: SavedSession | undefined;
  hasUnsent: boolean;
  isKeeping: boolean;
  attempt: Attempt;
};

export const enrolByCode = async (
  transport: Transport,
  code: string,
  { session, hasUnsent, isKeeping, attempt }: Before,
): Promise<Enrolled | Refused> => {
  const own = { code: code.trim(), attempt: attempt.attempt, ...selfOf(attempt) };
  const renews = session && { device: session.deviceId, staff: session.staff.id };
  const ask = (body: object) =>
    transport.call({
      ...{ path: '/enrol', schema: EnrolResponse, body },
      token: session?.token ?? null,
    });
  // Whoever has no network before asking has not used the code up.
  const wasOnline = navigator.onLine !== false;
  const first = await ask(hasUnsent || isKeeping ? { ...own, renews } : own);
  // Of somebody else the code was turned away unused; what is only kept is no reason to (ENROL-2).
  const isOther = first.kind === 'refused' && first.code === 'code-for-other';
  const answer = isOther && !hasUnsent ? await ask(own) : first;
  return answer.kind === 'answered'
    ? { kind: 'enrolled', response: answer.value }
    : refusedBy(answer, wasOnline);
};

/** The token of a session that was signed out of and may still be open at the server. */
export const signOutKey = 'signing-out';

/** What outlives a person on this phone: the clock must not run backwards, and these are the phone's own. */
const kept = ['hlc', 'born', attemptKey, signOutKey];

/**
 * Everything of this person. False, and nothing gone, while something waits or is carried. Bundles that were answered stay
 * until their time is over (CARRY-2): they are sealed, and nobody's on this phone.
 */
export const wipeOutbox = (database: OutboxDatabase): Promise<boolean> => {
  const { events, chains, drafts, meta, receipts, carried } = database;
  const tables = [events, chains, drafts, meta, receipts, carried];
  return database.transaction('rw', tables, async () => {
    if ((await isAnythingPending(database)) || (await isCarrying(database))) return false;
    await Promise.all([events.clear(), chains.clear(), drafts.clear(), receipts.clear()]);
    await meta.filter((row) => !kept.includes(row.key)).delete();
    return true;
  });
};
