// Plays planned acts as phones would have: each session everybody first pulls, then walks; a phone with a signal sends
// each event within seconds and pulls, one without sends all at the end. So numbers are contiguous per phone, `seen` is
// what the phone had really pulled, and events arrive in the order in which a server would have got them.

import type { GridEvent, Hlc } from '#core/event/event.ts';
import type { DeviceId, GridId, StaffId } from '#core/ids.ts';
import { compareText } from '#core/merge/text-order.ts';
import { hlcStart, observeHlc } from '#core/merge/hlc.ts';
import type { Random } from '../random.ts';
import type { Act } from './act.ts';
import type { FieldDocuments } from './field-documents.ts';
import { createPhone, makeEvent, pull, type Phone } from './phone.ts';
import type { Session } from './sessions.ts';

export type ReceivedEvent = { event: GridEvent; receivedAt: number };

export type Field = {
  grid: GridId;
  random: Random;
  documents: FieldDocuments;
  deviceOf: (staff: StaffId) => DeviceId;
};

/** Something that happens at a time: an event is made on a phone, or reaches the server. */
type Turn = { ms: number; run: () => void };

/** What happens to an event that a phone has sent. */
type Server = { receive(event: GridEvent, receivedAt: number): void; pullFor(phone: Phone): void };

/** Between two doors at most, ms. */
const strideMs = 170_000;
const offlineShare = 0.2;

/** Times of `count` acts in a session, growing, all inside it. */
const timesIn = (random: Random, { fromMs, toMs }: Session, count: number): number[] => {
  const stride = Math.min(strideMs, (toMs - fromMs) / (count + 1));
  const start = fromMs + random.next() * (toMs - fromMs - stride * count);
  return Array.from({ length: count }, (_, at) =>
    Math.floor(start + stride * (at + 0.7 * random.next())),
  );
};

/** Everybody's acts in the order of their walk, people in the order of their ids. */
const byStaff = (acts: readonly Act[]): Map<StaffId, Act[]> => {
  const sorted = [...acts].sort(
    (left, right) => compareText(left.staff, right.staff) || left.order - right.order,
  );
  return Map.groupBy(sorted, ({ staff }) => staff);
};

type Walk = { phone: Phone; acts: readonly Act[]; session: Session; place: number };

/** The turns of one phone in one session; `place` spreads the sending at the end. */
const turnsOf = (field: Field, server: Server, walk: Walk & { random: Random }): Turn[] => {
  const { phone, acts, session, place, random } = walk;
  const isOffline = session.isOffline || random.chance(offlineShare);
  const homeMs = session.toMs + 30_000 + place * 15_000;
  const times = timesIn(random, session, acts.length);
  return acts.flatMap((act, index): Turn[] => {
    const atMs = times[index] ?? session.fromMs;
    const sentMs = Math.max(phone.sentMs, isOffline ? homeMs : atMs + random.int(2000, 15_000));
    phone.sentMs = sentMs;
    const made: GridEvent[] = [];
    const make = () => made.push(makeEvent(phone, act, { atMs, grid: field.grid }));
    const send = () => {
      for (const event of made) server.receive(event, sentMs);
      server.pullFor(phone);
    };
    return [
      { ms: atMs, run: make },
      { ms: sentMs, run: send },
    ];
  });
};

/** Takes events into the documents, and notes them in the order in which they came. */
const serverOf = ({ documents }: Field, received: ReceivedEvent[]): Server => {
  let newest: Hlc = hlcStart;
  return {
    receive: (event, receivedAt) => {
      documents.receive(event, receivedAt);
      newest = observeHlc(newest, event.hlc);
      received.push({ event, receivedAt });
    },
    pullFor: (phone) => pull(phone, documents.head(), newest),
  };
};

/** Plays all acts; answers the events in the order of receipt. Changes `documents` and the acts' `event`. */
export const simulate = (
  field: Field,
  acts: readonly Act[],
  sessions: readonly Session[],
): ReceivedEvent[] => {
  const received: ReceivedEvent[] = [];
  const server = serverOf(field, received);
  const phones = new Map<StaffId, Phone>();
  const actsBySession = Map.groupBy(acts, ({ session }) => session);
  sessions.forEach((session, index) => {
    const random = field.random.fork(`session ${index}`);
    const walks = [...byStaff(actsBySession.get(index) ?? [])].map(([staff, own], place): Walk => {
      const phone = phones.get(staff) ?? createPhone(field.deviceOf(staff), staff);
      phones.set(staff, phone);
      server.pullFor(phone);
      return { phone, acts: own, session, place };
    });
    const turns = walks.flatMap((walk) => turnsOf(field, server, { ...walk, random }));
    for (const { run } of turns.sort((left, right) => left.ms - right.ms)) run();
  });
  return received;
};
