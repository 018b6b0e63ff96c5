import type { GridEvent } from '#core/event/event.ts';
import type { EventId, HouseholdId } from '#core/ids.ts';

/** Documents that an event names. */
export type References = { households: HouseholdId[]; visits: EventId[] };

/** Guessed from the event's body, so that a push reads at once what its events need. */
export const referencesOf = (event: GridEvent): References => {
  switch (event.kind) {
    case 'visit-recorded': {
      const { household, voids } = event.body.visit;
      return { households: [household], visits: voids === '' ? [event.id] : [event.id, voids] };
    }
    case 'visit-voided':
      return { households: [event.body.household], visits: [event.body.visit] };
    case 'doors-assigned':
      return { households: event.body.households, visits: [] };
    case 'household-listed':
    case 'household-withdrawn':
    case 'dispute-resolved':
    case 'decision-made':
    case 'decision-withdrawn':
      return { households: [event.body.household], visits: [] };
    case 'quarantine-settled':
      return { households: [], visits: [] };
  }
};
