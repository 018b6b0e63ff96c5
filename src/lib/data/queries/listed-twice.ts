// Doors that may be one and the same. TWIN-1: only doors of one compound are compared, by ADDR-8 to ADDR-11. TWIN-2: a
// pair is named once, under the door that was listed in the field, and under the later one when both were. TWIN-3: doors
// of the roster are never held against each other: a pair needs a door found in the field.

import { compareDoors } from '#core/address/compare-doors.ts';
import type { Door } from '#core/address/door.ts';
import type { Household } from '#core/household/household.ts';
import type { CompoundId } from '#core/ids.ts';
import type { GridView } from '../view.ts';

export type DoorsLike = {
  /** The household of exactly this door; the first one of the walk. */
  same: Household | undefined;
  /** Those that may be the same door under another name, in walking order. */
  asked: Household[];
};

/** What the list knows of a door that somebody is about to add to a compound. TWIN-1. */
export const doorsLike = (view: GridView, compound: CompoundId, door: Door): DoorsLike => {
  const like: DoorsLike = { same: undefined, asked: [] };
  for (const household of view.households.values()) {
    if (household.compound !== compound) continue;
    const verdict = compareDoors(household.door, door);
    if (verdict === 'same') like.same ??= household;
    if (verdict === 'ask') like.asked.push(household);
  }
  return like;
};

/** A door found in the field and the doors that it may be, in walking order, at least one. */
export type Twins = { found: Household; others: Household[] };

/** TWIN-1 to TWIN-3, in walking order of the doors found. */
export const listedTwice = (view: GridView): Twins[] =>
  [...view.households.values()]
    .filter(({ listed }) => listed !== null)
    .map((found) => ({ found, others: othersOf(view, found) }))
    .filter(({ others }) => others.length > 0);

const othersOf = (view: GridView, found: Household): Household[] =>
  [...view.households.values()].filter(
    (other) =>
      other.compound === found.compound &&
      wasListedBefore(other, found) &&
      compareDoors(other.door, found.door) !== 'different',
  );

/** The roster was there before every door found in the field; of two that were listed at once the id decides. */
const wasListedBefore = (one: Household, other: Household): boolean => {
  const [first, second] = [one.listed?.at ?? -Infinity, other.listed?.at ?? -Infinity];
  return first < second || (first === second && one.id < other.id);
};
