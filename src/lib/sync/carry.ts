// Bringing colleagues' bundles to the server. CARRY-3: own events go first. CARRY-4: a bundle is delivered when every log of it
// was answered; one that the server cannot take yet, because earlier events of that phone are missing, is kept and offered
// again. CARRY-5: whatever was delivered before is delivered again without harm: the server knows the events.

import {
  type CarriedFate,
  type CarriedRow,
  forgetCarried,
  isOwed,
  readCarried,
  setCarriedFate,
} from '#data/hand-over/carried-rows.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { HandOverResponse } from '#schema/bundle.ts';
import type { ErrandEnd } from './errand.ts';
import { type FailureKind, failureKindOf } from './failure-kind.ts';
import type { Transport } from './transport.ts';

type Carrying = {
  database: OutboxDatabase;
  transport: Transport;
  now(): number;
  /** CARRY-3. */
  isBusy(): boolean;
  onExpired(): void;
  onChange(): Promise<void>;
};

const busyMs = 2000;
/** How long a bundle waits that was found to be too early, when nothing else of that phone was delivered meanwhile. */
const missingMs = 30 * 60_000;

const fateOf = ({ logs }: HandOverResponse, at: number): CarriedFate => {
  if (logs.some(({ expected }) => expected !== undefined)) return { kind: 'missing', at };
  const verdicts = logs.flatMap((log) => log.verdicts);
  const refused = verdicts.filter(
    ({ verdict }) => verdict === 'rejected' || verdict === 'quarantined',
  );
  return { kind: 'delivered', at, refused: refused.length };
};

/** The fate of one bundle, or why it has none yet. */
const deliver = async (
  { transport, now }: Carrying,
  { bundle }: CarriedRow,
): Promise<{ fate: CarriedFate } | Exclude<FailureKind, { kind: 'no' }>> => {
  const answer = await transport.call({
    path: '/hand-over',
    schema: HandOverResponse,
    body: bundle,
  });
  if (answer.kind === 'answered') return { fate: fateOf(answer.value, now()) };
  const failure = failureKindOf(answer);
  if (failure.kind !== 'no') return failure;
  const { code, zh, en } = failure;
  return { fate: { kind: 'refused', at: now(), code, zh, en } };
};

/** One round over everything that is carried. @param isAsked also what was too early a moment ago */
export const deliverCarried = async (carrying: Carrying, isAsked: boolean): Promise<ErrandEnd> => {
  const { database, now, isBusy, onChange } = carrying;
  await forgetCarried(database, now());
  const delivered = new Set<string>();
  const isDue = ({ bundle, fate }: CarriedRow): boolean =>
    fate.kind !== 'missing' ||
    isAsked ||
    delivered.has(bundle.label.device) ||
    now() - fate.at >= missingMs;
  // Oldest first: what a phone packed earlier is what the later bundle may be missing.
  const owed = (await readCarried(database)).filter(isOwed);
  owed.sort((left, right) => left.bundle.label.madeAt - right.bundle.label.madeAt);
  for (const row of owed) {
    if (!isDue(row)) continue;
    if (isBusy()) return { kind: 'later', inMs: busyMs };
    const end = await deliver(carrying, row);
    if ('fate' in end) {
      await setCarriedFate(database, row.sum, end.fate);
      await onChange();
      if (end.fate.kind === 'delivered') delivered.add(row.bundle.label.device);
      continue;
    }
    if (end.kind === 'expired') carrying.onExpired();
    return end.kind === 'later' ? end : { kind: 'idle' };
  }
  const isWaiting = (await readCarried(database)).some(isOwed);
  return isWaiting ? { kind: 'later', inMs: missingMs } : { kind: 'idle' };
};
