// Sending one batch of one grid. PUSH-5: the batch begins with the first event that is not acknowledged, and carries the
// chain's hash before it. PUSH-6: a hole at the server (it lost what it had) is answered by sending again from there.
// PUSH-7: a hole that the kept events cannot fill is told to the server, which goes on behind it; one that asks for the same
// all the same holds another log. PUSH-8: numbers that follow on each other are sent together, never across a hole.
// PUSH-9: the events of one batch were made under one epoch, which it names (MERGE-13).

import type { DeviceId, GridId } from '#core/ids.ts';
import type { ChainRow, OutboxDatabase, StoredEvent } from '#data/outbox/outbox-database-dexie.ts';
import { epochOf, firstPending, heldBefore } from '#data/outbox/outbox-rows.ts';
import { settle } from '#data/outbox/settle.ts';
import { type Announcement, PushResponse } from '#schema/protocol.ts';
import type { PushEnd } from './machine-types.ts';
import type { Transport } from './transport.ts';

export type PushReport = {
  end: PushEnd;
  /** Set when the server answered. */
  answer?: PushResponse;
  /** The server acknowledged everything up to the phone's last event. */
  isAllReceived: boolean;
};

type Sending = {
  database: OutboxDatabase;
  transport: Transport;
  device: DeviceId;
  grid: GridId;
  most: number;
  /** Not acknowledged events of this device and grid, by number. */
  pending: readonly StoredEvent[];
  announce: Announcement;
  nowMs: number;
};

const nothingToSend: PushReport = {
  end: { kind: 'settled', hasMore: false, head: 0 },
  isAllReceived: false,
};

/** Sends at most `most` events; none at all asks the server how far it is. */
export const pushBatch = async (sending: Sending): Promise<PushReport> => {
  const { database, transport, device, grid } = sending;
  const of = { device, grid };
  const batch = runOf(sending.pending.slice(0, sending.most));
  const chain = await database.chains.get([device, grid]);
  if (chain === undefined) return nothingToSend;
  const start = startOf(chain, batch);
  const held = batch[0] === undefined ? undefined : await heldBefore(database, batch[0]);
  const body = {
    grid,
    ...start,
    ...(held === undefined ? {} : { heldBefore: held }),
    events: batch.map((row) => row.event),
    ...epochOf(batch),
    announce: sending.announce,
  };
  const answer = await transport.call({ path: '/push', schema: PushResponse, body });
  if (answer.kind !== 'answered') return { end: answer, isAllReceived: false };
  const settlement = await settle(database, { ...of, nowMs: sending.nowMs }, answer.value);
  if (settlement.kind === 'other-chain') {
    return { end: { kind: 'other-chain' }, answer: answer.value, isAllReceived: false };
  }
  const first = await firstPending(database, of);
  if (held !== undefined && isAskedAgain(answer.value.expected, start.from, first)) {
    return { end: { kind: 'other-chain' }, answer: answer.value, isAllReceived: false };
  }
  const hasMore = first !== undefined;
  const head = await database.chains.get([device, grid]);
  return {
    end: { kind: 'settled', hasMore, head: answer.value.head },
    answer: answer.value,
    isAllReceived: !hasMore && settlement.acknowledged === head?.n,
  };
};

/** PUSH-7: the same would be sent. @param first of what waits now */
const isAskedAgain = (
  expected: number | undefined,
  from: number,
  first: StoredEvent | undefined,
): boolean => expected !== undefined && first?.n === from;

/** PUSH-8, PUSH-9. */
const runOf = (rows: readonly StoredEvent[]): StoredEvent[] => {
  const end = rows.findIndex(
    (row, k) => row.n !== (rows[0]?.n ?? 0) + k || row.epoch !== rows[0]?.epoch,
  );
  return end === -1 ? [...rows] : rows.slice(0, end);
};

const startOf = (chain: ChainRow, [first]: StoredEvent[]): { from: number; prevHash: string } =>
  first === undefined
    ? { from: chain.n + 1, prevHash: chain.hash }
    : { from: first.n, prevHash: first.prev };
