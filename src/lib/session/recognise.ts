// A phone whose storage was wiped while the server still knows it by its cookie. RECOGNISED-1: it is asked for once, when a
// phone starts without a session, and nothing waits for the answer. RECOGNISED-2: whoever goes on is a new device: the
// numbers of the old one are not known here any more.

import { makeDeviceKeys } from '#data/hand-over/device-key.ts';
import { createWritable, type Writable } from '#data/readable.ts';
import { EnrolResponse, RecognisedResponse } from '#schema/protocol.ts';
import { createErrand } from '#sync/errand.ts';
import type { Transport } from '#sync/transport.ts';
import type { EnrolOutcome, Recognised } from './app.ts';
import { type Enrolled, refusedBy, selfOf } from './enrol.ts';

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

export type Recognition = {
  recognised: Writable<Recognised | null>;
  /** It was used, or somebody else signs in: not shown again. */
  forget(): void;
  close(): Promise<void>;
};

/** RECOGNISED-1. Asks at once. */
export const createRecognition = (transport: Transport): Recognition => {
  const recognised = createWritable<Recognised | null>(null);
  let isOver = false;
  const errand = createErrand(async () => {
    if (isOver) return { kind: 'idle' };
    const call = { path: '/recognised', schema: RecognisedResponse, token: null };
    const answer = await transport.call(call);
    const isLater = answer.kind !== 'answered' && answer.kind !== 'refused';
    if (isLater) return { kind: 'later', inMs: null };
    if (answer.kind === 'answered' && answer.value.known !== null && !isOver)
      recognised.set(recognisedOf(answer.value.known));
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

/** RECOGNISED-2. The cookie alone says who this is. */
export const reEnrol = async (
  transport: Transport,
): Promise<
  | (Enrolled & { keys: Awaited<ReturnType<typeof makeDeviceKeys>> })
  | Extract<EnrolOutcome, { kind: 'refused' }>
> => {
  const keys = await makeDeviceKeys();
  const wasOnline = navigator.onLine !== false;
  const call = { path: '/re-enrol', schema: EnrolResponse, body: selfOf({ keys }), token: null };
  const answer = await transport.call(call);
  if (answer.kind !== 'answered') return refusedBy(answer, wasOnline);
  return { kind: 'enrolled', response: answer.value, keys };
};
