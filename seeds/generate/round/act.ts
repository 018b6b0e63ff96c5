// What somebody did at a door, planned before it has a time and a number: the simulation gives both and asks for the
// event then, so that an act may speak of another act's event.

import type { EventBodies, EventKind } from '#core/event/event.ts';
import type { EventId, StaffId } from '#core/ids.ts';

export type EventDraft = {
  [Kind in EventKind]: { kind: Kind; body: EventBodies[Kind] };
}[EventKind];

/** What an act learns of itself when its turn comes. `atMs` is the phone's clock. */
export type Moment = { id: EventId; atMs: number };

export type Act = {
  staff: StaffId;
  /** Index into the round's sessions. */
  session: number;
  /** Place in the staff's walk of that session; only its order matters. */
  order: number;
  make(moment: Moment): EventDraft;
  /** Its event, once the act has happened; '' before. */
  event: EventId;
};

export const act = (given: Omit<Act, 'event'>): Act => ({ ...given, event: '' });
