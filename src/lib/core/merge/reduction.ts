// What applying one event gives: changed documents, or a reason why the event cannot be taken. Shared by the reducers of
// the single kinds.

import type { EventOf, GridEvent, EventKind } from '../event/event.ts';
import type { GridSheet } from '../grid/sheet.ts';
import type { Household } from '../household/household.ts';
import type { EventId, HouseholdId, StaffId } from '../ids.ts';
import type { Visit } from '../visit/visit.ts';
import type { Writer } from './register.ts';

export type RejectionReason =
  | 'unknown-household'
  | 'household-exists'
  | 'unknown-visit'
  | 'already-voided'
  | 'not-yours'
  | 'not-allowed'
  | 'unknown-round'
  | 'round-closed'
  | 'attempts-owed'
  | 'already-visited'
  | 'no-dispute'
  | 'unknown-member'
  | 'bad-shape';

export type Reduction =
  | { kind: 'applied'; households: Household[]; visits: Visit[] }
  | { kind: 'rejected'; reason: RejectionReason };

/** `orderMs`: see `orderMsOf`. `seq`: the event's number in the grid; for a pending event any number, e.g. Number.MAX_SAFE_INTEGER. */
export type At = {
  orderMs: number;
  seq: number;
  /** A leader has admitted it although its round is closed (ROUND-4). */
  isAdmitted?: boolean;
  /** MERGE-13. What its author's device had seen counts no further than this number. */
  seenAtMost?: number;
};

/** The documents as they are before the event. `visit` may know fewer than exist: a phone reads visits on demand. */
export type Documents = {
  sheet: GridSheet;
  household(id: HouseholdId): Household | undefined;
  visit(id: EventId): Visit | undefined;
};

export const rejected = (reason: RejectionReason): Reduction => ({ kind: 'rejected', reason });

export const writerOf = (event: GridEvent | EventOf<EventKind>, at: At): Writer => ({
  stamp: [at.orderMs, event.hlc[1], event.id, at.seq, event.staff],
  seen: Math.min(event.seen, at.seenAtMost ?? event.seen),
});

export const isLeaderOf = (sheet: GridSheet, staff: StaffId): boolean =>
  sheet.team.some((member) => member.id === staff && member.role === 'leader');

/** ROUND-3: records belong to the round that is on the sheet. ROUND-4: when it is closed, a leader may still admit them. */
export const refuseRound = (
  { round: current }: GridSheet,
  round: string,
  { isAdmitted = false }: At,
): Reduction | null => {
  if (round !== current.id) return rejected('unknown-round');
  return current.isClosed && !isAdmitted ? rejected('round-closed') : null;
};
