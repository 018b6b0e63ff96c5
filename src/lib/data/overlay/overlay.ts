// view = pending.reduce(apply, replica): the phone's own events on top of the replica, by the reducer that the server runs.
// OVERLAY-1: an event that the replica already contains is not applied twice, whether or not its acknowledgement arrived.
// OVERLAY-2: an event that the reducer refuses changes nothing; the server's verdict says so to the person.

import type { GridEvent } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { EventId, HouseholdId } from '#core/ids.ts';
import { isSameValue } from '#core/merge/canonical.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { Visit } from '#core/visit/visit.ts';

/** `isSent`: acknowledged, but not yet in the replica. */
export type ShownEvent = { event: GridEvent; isSent: boolean };
export type Replica = { sheet: GridSheet; households: ReadonlyMap<HouseholdId, Household> };

export type Overlay = {
  /** Households as the events leave them. */
  households: ReadonlyMap<HouseholdId, Household>;
  visits: ReadonlyMap<EventId, Visit>;
  /** Visits that the events take back, and by which event. */
  voided: ReadonlyMap<EventId, EventId>;
  /** Households touched by an event that is not acknowledged. */
  unsent: ReadonlySet<HouseholdId>;
};

export const emptyOverlay: Overlay = {
  households: new Map(),
  visits: new Map(),
  voided: new Map(),
  unsent: new Set(),
};

/** OVERLAY-1: a recorded visit shows itself among the attempts; the reducer itself refuses or repeats the other kinds. */
const isIncluded = (event: GridEvent, household: Household | undefined): boolean =>
  event.kind === 'visit-recorded' &&
  household !== undefined &&
  household.round.attempts.some((attempt) => attempt.visit === event.id);

const voidedBy = (event: GridEvent): EventId => {
  if (event.kind === 'visit-voided') return event.body.visit;
  return event.kind === 'visit-recorded' ? event.body.visit.voids : '';
};

/** Applies the events in order on top of what is there already. Pure; replica and `before` are not changed. */
export const overlayOf = (
  replica: Replica,
  events: readonly ShownEvent[],
  before: Overlay = emptyOverlay,
): Overlay => {
  const households = new Map(before.households);
  const visits = new Map(before.visits);
  const voided = new Map(before.voided);
  const unsent = new Set(before.unsent);
  const household = (id: HouseholdId): Household | undefined =>
    households.get(id) ?? replica.households.get(id);
  const documents = { sheet: replica.sheet, household, visit: (id: EventId) => visits.get(id) };
  for (const { event, isSent } of events) {
    const about = event.kind === 'visit-recorded' ? event.body.visit.household : '';
    if (isIncluded(event, household(about))) continue;
    const reduction = reduceEvent(event, pendingAt(event), documents);
    if (reduction.kind === 'rejected') continue;
    for (const changed of reduction.households) {
      households.set(changed.id, changed);
      if (!isSent) unsent.add(changed.id);
    }
    for (const visit of reduction.visits) visits.set(visit.id, visit);
    const target = voidedBy(event);
    if (target !== '') voided.set(target, event.id);
  }
  return { households, visits, voided, unsent };
};

/** Where a pending event will stand is not known yet: after everything that the replica holds. */
export const pendingAt = (event: GridEvent): { orderMs: number; seq: number } => ({
  orderMs: event.hlc[0],
  seq: Number.MAX_SAFE_INTEGER,
});

/** DATA-1: households that came out the same keep their identity. */
export const keepSame = (before: Overlay, after: Overlay): Overlay => {
  const households = new Map(after.households);
  for (const [id, household] of after.households) {
    const same = before.households.get(id);
    if (same !== undefined && isSameValue(same, household)) households.set(id, same);
  }
  return { ...after, households };
};
