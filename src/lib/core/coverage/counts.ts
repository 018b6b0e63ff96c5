// How many households stand where. COVER-1: every household that is not withdrawn is counted in exactly one state, so
// the states sum to the households. COVER-2: counts of areas are sums of counts of grids, and can be kept by adding a
// household's new count and taking its old one away.

import { personsHere, type Household } from '../household/household.ts';
import type { RoundSettings } from '../round/round.ts';
import { isOpen, standingOf, standingStates, type StandingState } from '../standing/standing.ts';

/** `residents`: people written down or said to live there, whichever is more. `keyPersons`: persons for whom a trigger fired. */
export type AreaCounts = {
  households: number;
  open: number;
  residents: number;
  keyPersons: number;
  states: Record<StandingState, number>;
};

const eachState = (count: (state: StandingState) => number): Record<StandingState, number> => {
  const states = {} as Record<StandingState, number>;
  for (const state of standingStates) states[state] = count(state);
  return states;
};

export const emptyCounts = (): AreaCounts => ({
  households: 0,
  open: 0,
  residents: 0,
  keyPersons: 0,
  states: eachState(() => 0),
});

/** Persons of a household for whom a trigger fired in this round, by id, in order of the ids. */
export const keyPersonsOf = (household: Household): string[] =>
  [...new Set(household.round.attempts.flatMap(({ keys }) => Object.keys(keys)))].sort();

/** What one household adds to the counts of its grid. */
export const countHousehold = (household: Household, settings: RoundSettings): AreaCounts => {
  if (household.withdrawn) return emptyCounts();
  const standing = standingOf(household, settings);
  return {
    households: 1,
    open: isOpen(standing) ? 1 : 0,
    residents: Math.max(household.facts.residents ?? 0, personsHere(household).length),
    keyPersons: keyPersonsOf(household).length,
    states: eachState((state) => (state === standing.state ? 1 : 0)),
  };
};

const combine = (left: AreaCounts, right: AreaCounts, sign: 1 | -1): AreaCounts => ({
  households: left.households + sign * right.households,
  open: left.open + sign * right.open,
  residents: left.residents + sign * right.residents,
  keyPersons: left.keyPersons + sign * right.keyPersons,
  states: eachState((state) => (left.states[state] ?? 0) + sign * (right.states[state] ?? 0)),
});

export const addCounts = (left: AreaCounts, right: AreaCounts): AreaCounts =>
  combine(left, right, 1);

export const subtractCounts = (left: AreaCounts, right: AreaCounts): AreaCounts =>
  combine(left, right, -1);
