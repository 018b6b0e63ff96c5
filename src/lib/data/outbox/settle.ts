// What the server said of our events, written down. OUTBOX-4: only for numbers up to the server's `last`, and only when its
// hash there is our own. OUTBOX-6: a server that knows less than it once acknowledged (restored from a backup) makes what it
// lacks pending again. OUTBOX-7: no verdict deletes an event; refused ones stay, with the reason, until looked at. OUTBOX-8:
// the epoch under which a log was compared is written with the comparison.

import type { DeviceId, GridId } from '#core/ids.ts';
import { chainStart } from '#core/merge/chain.ts';
import type { PushResponse, Verdict } from '#schema/protocol.ts';
import type { EventState, OutboxDatabase, StoredEvent } from './outbox-database-dexie.ts';

export type Settlement =
  /** `acknowledged`: the number up to which everything is with the server. `isBehind`: it lacks what it had. */
  | { kind: 'settled'; acknowledged: number; accepted: number; refused: number; isBehind: boolean }
  /** The server holds another log under our numbers. */
  | { kind: 'other-chain' };

type Answer = Pick<PushResponse, 'verdicts' | 'last' | 'hash'> & Partial<PushResponse>;

/** One transaction. @param of.nowMs the phone's clock, ms */
export const settle = (
  database: OutboxDatabase,
  of: { device: DeviceId; grid: GridId; nowMs: number },
  answer: Answer,
): Promise<Settlement> => {
  const { events, chains } = database;
  return database.transaction('rw', [events, chains], async () => {
    const chain = await chains.get([of.device, of.grid]);
    const at = await events.get([of.device, of.grid, answer.last]);
    if (!isOwnChain(answer, { known: chain?.n ?? 0, hash: at?.hash }))
      return { kind: 'other-chain' };
    const acknowledged = chain?.acknowledged ?? 0;
    const settled = await settledRows(database, of, answer);
    await events.bulkPut(settled);
    const accepted = settled.filter((row) => row.state === 'accepted').length;
    const counts = { accepted, refused: settled.length - accepted };
    const isBehind = answer.last < acknowledged;
    if (isBehind) await sendAgain(database, of, answer.last);
    const { last, epoch } = answer;
    const compared = epoch === undefined ? {} : { epoch };
    if (chain !== undefined) await chains.put({ ...chain, acknowledged: last, ...compared });
    return { kind: 'settled', acknowledged: answer.last, ...counts, isBehind };
  });
};

/** Rows that were pending and have a verdict now. */
const settledRows = async (
  { events }: OutboxDatabase,
  of: { device: DeviceId; grid: GridId; nowMs: number },
  answer: Answer,
): Promise<StoredEvent[]> => {
  const verdicts = answer.verdicts.filter((one) => one.n <= answer.last || !isTaken(one));
  const rows = await events.bulkGet(verdicts.map(({ n }) => [of.device, of.grid, n]));
  return verdicts.flatMap((verdict, k) => {
    const row = rows[k];
    return row?.state === 'pending' ? [settledRow(row, verdict, of.nowMs)] : [];
  });
};

const isTaken = ({ verdict }: Verdict): boolean =>
  verdict === 'accepted' || verdict === 'duplicate';

/** `hash`: ours at the server's last number; undefined when that event is no longer kept (30 days), which proves nothing. */
const isOwnChain = (answer: Answer, own: { known: number; hash: string | undefined }): boolean => {
  if (answer.last > own.known) return false;
  if (answer.last === 0) return answer.hash === chainStart || answer.hash === '';
  return own.hash === undefined || own.hash === answer.hash;
};

const settledRow = (row: StoredEvent, verdict: Verdict, nowMs: number): StoredEvent => {
  const settled = { ...row, settledAt: nowMs };
  if (verdict.verdict === 'accepted' || verdict.verdict === 'duplicate') {
    return { ...settled, state: 'accepted', seq: verdict.seq };
  }
  const state: EventState = verdict.verdict;
  return { ...settled, state, reason: verdict.reason, isShown: 0, isNews: 1 };
};

/** OUTBOX-6. */
const sendAgain = async (
  database: OutboxDatabase,
  of: { device: DeviceId; grid: GridId },
  last: number,
): Promise<void> => {
  await database.events
    .where('[device+grid+n]')
    .between([of.device, of.grid, last + 1], [of.device, of.grid, Infinity])
    .modify({
      ...{ state: 'pending', seq: null, settledAt: null, countedFrom: null },
      ...{ isShown: 1, isNews: 0, reason: '' },
    });
};
