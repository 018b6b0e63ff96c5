// The grid's documents while its events come in, numbered as the server numbers them, so that an event's `seen` and the
// disputes that follow from it are what they would have been in the field.

import type { GridEvent } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { EventId, HouseholdId } from '#core/ids.ts';
import { orderMsOf } from '#core/merge/hlc.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { Visit } from '#core/visit/visit.ts';

export type FieldDocuments = {
  /** The grid's newest sequence number. */
  head(): number;
  /** @throws Error when the reducer rejects the event: a seed has no rejected events */
  receive(event: GridEvent, receivedAt: number): void;
  households(): Household[];
  visits(): Visit[];
};

/** The sheet has number 1, the households follow. */
export const createFieldDocuments = (
  sheet: GridSheet,
  roster: readonly Household[],
): FieldDocuments => {
  let head = 1;
  const households = new Map<HouseholdId, Household>();
  const visits = new Map<EventId, Visit>();
  for (const household of roster) households.set(household.id, { ...household, seq: ++head });
  const documents = {
    sheet: { ...sheet, seq: 1 },
    household: (id: HouseholdId) => households.get(id),
    visit: (id: EventId) => visits.get(id),
  };
  return {
    head: () => head,
    receive: (event, receivedAt) => {
      const at = { orderMs: orderMsOf(event.hlc, receivedAt), seq: head + 1 };
      const reduction = reduceEvent(event, at, documents);
      if (reduction.kind === 'rejected') {
        throw new Error(`seed event ${event.id} (${event.kind}) was rejected: ${reduction.reason}`);
      }
      const before = head;
      for (const one of reduction.households) households.set(one.id, { ...one, seq: ++head });
      for (const one of reduction.visits) visits.set(one.id, { ...one, seq: ++head });
      // An event that changes nothing still takes a number.
      if (head === before) head += 1;
    },
    households: () => [...households.values()],
    visits: () => [...visits.values()],
  };
};
