// Doors found in the field. HOUSE-5: a found door's id is the id of the event that lists it, so two finders make two
// households, and the leader says whether they are one. HOUSE-6: a listing is taken back only while nobody has visited.

import type { EventOf } from '../event/event.ts';
import { unknownFacts, type Household } from '../household/household.ts';
import { deviceOfEvent } from '../ids.ts';
import {
  isLeaderOf,
  refuseRound,
  rejected,
  type At,
  type Documents,
  type Reduction,
} from './reduction.ts';

export const reduceHouseholdListed = (
  event: EventOf<'household-listed'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { household: id, compound, door, round, listedAt } = event.body;
  if (id !== (event.id as string)) return rejected('bad-shape');
  if (documents.household(id) !== undefined) return rejected('household-exists');
  const refused = refuseRound(documents.sheet, round, at);
  if (refused !== null) return refused;
  const household: Household = {
    id,
    grid: event.grid,
    seq: 0,
    compound,
    door,
    facts: unknownFacts,
    persons: [],
    stamps: {},
    disputes: [],
    assignee: '',
    round: { id: round, attempts: [], decision: null },
    last: null,
    listed: { by: event.staff, at: listedAt },
    withdrawn: false,
  };
  return { kind: 'applied', households: [household], visits: [] };
};

export const reduceHouseholdWithdrawn = (
  event: EventOf<'household-withdrawn'>,
  documents: Documents,
): Reduction => {
  const household = documents.household(event.body.household);
  if (household === undefined) return rejected('unknown-household');
  if (household.listed === null) return rejected('not-allowed');
  const isOwn = deviceOfEvent(household.id as string) === event.device;
  if (!isOwn && !isLeaderOf(documents.sheet, event.staff)) return rejected('not-yours');
  if (household.round.attempts.length > 0) return rejected('already-visited');
  return { kind: 'applied', households: [{ ...household, withdrawn: true }], visits: [] };
};
