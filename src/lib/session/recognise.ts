// A phone whose storage was wiped while the server still knows it by its cookie. RECOGNISED-1: it is asked for once, when a
// phone starts without a session, and nothing waits for the answer. RECOGNISED-2: whoever goes on is a new device: the
// numbers of the old one are not known here any more. RECOGNISED-3: a sign-out that the server did not hear of is told first:
// until then its cookie would let anybody who holds the phone go on as whoever has signed out. RECOGNISED-4: whoever did not
// get the answer may ask again, also after the app was closed: the server has ended the old device by then and knows it no
// more, so what it had said is kept with the attempt.

import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { deleteNote, readNote, writeNote } from '#data/outbox/outbox-rows.ts';
import { createWritable, type Writable } from '#data/readable.ts';
import { EnrolResponse, RecognisedResponse } from '#schema/protocol.ts';
import { createErrand } from '#sync/errand.ts';
import type { Transport } from '#sync/transport.ts';
import * as v from 'valibot';
import type { EnrolOutcome, Recognised } from './app.ts';
import { type Enrolled, refusedBy, selfOf, signOutKey } from './enrol.ts';
import {
  type Attempt,
  forgetAttempt,
  goOnKey,
  isAttemptOpen,
  prepareAttempt,
} from './enrolment.ts';

type Known = NonNullable<RecognisedResponse['known']>;

const recognisedOf = ({ staff, grids }: Known): Recognised => {
  const oldest = grids.flatMap(({ pending, oldestAt }) =>
    pending > 0 && oldestAt !== null ? [oldestAt] : [],
  );
  return {
    name: staff.name,
    lost: grids.reduce((sum, { pending }) => sum + pending, 0),
    oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
  };
};

/** Stands for the cookie, which the phone cannot read, where an attempt is named by its code. */
const goOnCode = 'cookie';

type Place = { database: OutboxDatabase; transport: Transport };

/** Whether the server knows that this session is over. */
const hasEnded = async (transport: Transport, token: string): Promise<boolean> => {
  const call = { path: '/session', method: 'DELETE' as const, schema: v.unknown(), token };
  const answer = await transport.call(call);
  return answer.kind === 'answered' || (answer.kind === 'refused' && answer.status === 401);
};

/** Ends the session at the server, or writes down that it is still to be ended (RECOGNISED-3). */
export const endSession = async ({ database, transport }: Place, token: string): Promise<void> => {
  await writeNote(database, signOutKey, token);
  if (await hasEnded(transport, token)) await deleteNote(database, signOutKey);
};

/** RECOGNISED-3. False: the server could not be told yet. */
export const endOwedSession = async ({ database, transport }: Place): Promise<boolean> => {
  const token = await readNote<string>(database, signOutKey);
  if (token === undefined) return true;
  if (!(await hasEnded(transport, token))) return false;
  await deleteNote(database, signOutKey);
  return true;
};

/** RECOGNISED-4. Whose phone it was when it last tried to go on and got no answer. */
const readOpenTry = async (database: OutboxDatabase): Promise<Recognised | null> => {
  const isOpen = await isAttemptOpen(database, goOnCode);
  return isOpen ? ((await readNote<Recognised>(database, goOnKey)) ?? null) : null;
};

export type Recognition = {
  recognised: Writable<Recognised | null>;
  /** It was used, or somebody else signs in: not shown again. */
  forget(): void;
  close(): Promise<void>;
};

/** RECOGNISED-1. Asks at once. */
export const createRecognition = (place: Place): Recognition => {
  const { transport } = place;
  const recognised = createWritable<Recognised | null>(null);
  let isOver = false;
  const errand = createErrand(async () => {
    if (isOver) return { kind: 'idle' };
    if (!(await endOwedSession(place))) return { kind: 'later', inMs: null };
    const call = { path: '/recognised', schema: RecognisedResponse, token: null };
    const answer = await transport.call(call);
    const isLater = answer.kind !== 'answered' && answer.kind !== 'refused';
    if (isLater) return { kind: 'later', inMs: null };
    if (answer.kind !== 'answered') return { kind: 'idle' };
    const { known } = answer.value;
    const shown = known === null ? await readOpenTry(place.database) : recognisedOf(known);
    if (!isOver) recognised.set(shown);
    return { kind: 'idle' };
  });
  const wake = (): void => errand.wake();
  addEventListener('online', wake);
  wake();
  const forget = (): void => {
    isOver = true;
    removeEventListener('online', wake);
    recognised.set(null);
  };
  return {
    recognised,
    forget,
    async close() {
      forget();
      await errand.close();
    },
  };
};

/** RECOGNISED-2. The cookie alone says who this is. @param known what is shown of it; RECOGNISED-4 */
export const reEnrol = async (
  { database, transport }: Place,
  known: Recognised | null,
): Promise<(Enrolled & Pick<Attempt, 'keys'>) | Extract<EnrolOutcome, { kind: 'refused' }>> => {
  const { keys, attempt } = await prepareAttempt(database, goOnCode, undefined);
  await writeNote(database, goOnKey, known);
  const wasOnline = navigator.onLine !== false;
  const body = { ...selfOf({ keys }), attempt };
  const answer = await transport.call({
    ...{ path: '/re-enrol', schema: EnrolResponse, body },
    token: null,
  });
  if (answer.kind === 'refused' && answer.status === 401) await forgetAttempt(database);
  if (answer.kind !== 'answered') return refusedBy(answer, wasOnline);
  return { kind: 'enrolled', response: answer.value, keys };
};
