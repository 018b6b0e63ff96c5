// A phone of the round: numbers its events without holes, keeps its clock, and knows what it has pulled.

import type { EventKind, EventOf, GridEvent, Hlc } from '#core/event/event.ts';
import { eventIdOf, type DeviceId, type GridId, type StaffId } from '#core/ids.ts';
import { hlcStart, observeHlc, tickHlc } from '#core/merge/hlc.ts';
import type { Act } from './act.ts';

export type Phone = {
  id: DeviceId;
  staff: StaffId;
  made: number;
  hlc: Hlc;
  seen: number;
  /** When it last sent, ms: it never sends earlier than that. */
  sentMs: number;
};

export const createPhone = (id: DeviceId, staff: StaffId): Phone => ({
  id,
  staff,
  made: 0,
  hlc: hlcStart,
  seen: 0,
  sentMs: 0,
});

/** What the server has now: its newest number and the newest clock it has heard of. */
export const pull = (phone: Phone, head: number, newest: Hlc): void => {
  phone.seen = head;
  phone.hlc = observeHlc(phone.hlc, newest);
};

/** Makes the act's event; the act keeps its id for those that speak of it. */
export const makeEvent = (
  phone: Phone,
  act: Act,
  { atMs, grid }: { atMs: number; grid: GridId },
): GridEvent => {
  phone.made += 1;
  phone.hlc = tickHlc(phone.hlc, atMs);
  const id = eventIdOf(phone.id, phone.made);
  act.event = id;
  const event: EventOf<EventKind> = {
    id,
    device: phone.id,
    grid,
    n: phone.made,
    hlc: phone.hlc,
    seen: phone.seen,
    staff: phone.staff,
    v: 1,
    ...act.make({ id, atMs }),
  };
  // Kind and body come as a pair from one draft.
  return event as GridEvent;
};
