// The one place that says what an event means, run by the server on its documents and by the phone on its replica with
// its own pending events. MERGE-11: pure and deterministic: the same documents, event and place give the same documents.
// MERGE-12: an event is applied whole or not at all. Rights are the caller's business (access/grants.ts).

import type { GridEvent } from '../event/event.ts';
import { reduceHouseholdListed, reduceHouseholdWithdrawn } from './reduce-household.ts';
import {
  reduceDecisionMade,
  reduceDecisionWithdrawn,
  reduceDisputeResolved,
  reduceDoorsAssigned,
} from './reduce-leader.ts';
import { reduceVisitRecorded, reduceVisitVoided } from './reduce-visit.ts';
import type { At, Documents, Reduction } from './reduction.ts';

/** Changed documents keep their old `seq` (new ones: 0); whoever stores them numbers them, households before visits. */
export const reduceEvent = (event: GridEvent, at: At, documents: Documents): Reduction => {
  switch (event.kind) {
    case 'visit-recorded':
      return reduceVisitRecorded(event, at, documents);
    case 'visit-voided':
      return reduceVisitVoided(event, at, documents);
    case 'household-listed':
      return reduceHouseholdListed(event, at, documents);
    case 'household-withdrawn':
      return reduceHouseholdWithdrawn(event, documents);
    case 'doors-assigned':
      return reduceDoorsAssigned(event, at, documents);
    case 'dispute-resolved':
      return reduceDisputeResolved(event, at, documents);
    case 'decision-made':
      return reduceDecisionMade(event, at, documents);
    case 'decision-withdrawn':
      return reduceDecisionWithdrawn(event, at, documents);
    case 'quarantine-settled':
      // What follows from it is what follows from the event that it is about, which only the server holds.
      return { kind: 'applied', households: [], visits: [] };
  }
};
