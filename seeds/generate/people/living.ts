// Who really lives behind a door, before anybody wrote it down: what the first round finds.

import type { Occupancy, PersonFacts } from '#core/household/household.ts';

export type Living = {
  occupancy: Exclude<Occupancy, 'unknown'>;
  /** The head first; empty when the door is vacant. */
  people: PersonFacts[];
};

export const nobody: Living = { occupancy: 'vacant', people: [] };
