// The next door: the nearest one in walking order after the last one that the member visited. NEXT-1: doors whose turn
// is now come first, going round the whole grid once; only then doors that were to be tried later.

import type { Household } from '#core/household/household.ts';
import type { HouseholdId, StaffId } from '#core/ids.ts';
import type { GridView } from '../view.ts';
import { type Asker, type DoorTurn, hasAssignments, isTheirs, turnOf } from './door-turn.ts';

/** The household of the member's latest attempt in this round; null before the first. */
export const lastDoorOf = (view: GridView, member: StaffId): Household | null => {
  let last: Household | null = null;
  let lastAt = -1;
  for (const household of view.households.values()) {
    for (const attempt of household.round.attempts) {
      if (attempt.member !== member || attempt.at <= lastAt) continue;
      last = household;
      lastAt = attempt.at;
    }
  }
  return last;
};

const turnedFrom = (households: Household[], last: Household | null): Household[] => {
  const from =
    last === null ? 0 : households.findIndex((household) => household.id === last.id) + 1;
  return [...households.slice(from), ...households.slice(0, from)];
};

/** NEXT-1. Null when nothing is left to this member. `after`: the door to start from instead of the last one visited. */
export const nextDoor = (view: GridView, asker: Asker, after?: HouseholdId): Household | null => {
  const isByAssignment = hasAssignments(view);
  const start = after === undefined ? undefined : view.households.get(after);
  const round = turnedFrom([...view.households.values()], start ?? lastDoorOf(view, asker.member));
  const theirs = round.filter((household) => isTheirs(household, asker.member, isByAssignment));
  const firstOf = (turn: DoorTurn): Household | null =>
    theirs.find((household) => turnOf(view, household, asker) === turn) ?? null;
  return firstOf('now') ?? firstOf('later');
};
