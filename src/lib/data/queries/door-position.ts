// Where a door stands on its floor (MATRIX-2): 501 is the first door of the fifth floor, 1012 the twelfth of the tenth.
// Rooms that are not numbered by floor (东户, 甲) get the place of their name among the unit's names.

import type { Household } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import { compareNatural } from './walking-order.ts';

/** Widest floor that room numbers may claim; beyond it they are taken as names. */
const mostDoors = 40;

/** 1 … 40, or null when the room is not numbered by its floor. */
const numberedPosition = ({ door }: Household): number | null => {
  if (door.floor === null) return null;
  const floor = String(Math.abs(door.floor));
  const digits = /^[^\d]*(\d+)/.exec(door.room)?.[1] ?? '';
  const tail =
    digits.length > floor.length && digits.startsWith(floor) ? digits.slice(floor.length) : digits;
  const position = Number(tail);
  return tail.length <= 2 && position >= 1 && position <= mostDoors ? position : null;
};

/** The position of every household, from 1; households of one door share it. */
export const positionsOf = (households: Household[]): Map<HouseholdId, number> => {
  const byUnit = new Map<string, Household[]>();
  for (const household of households) {
    const { unit } = household.door;
    byUnit.set(unit, [...(byUnit.get(unit) ?? []), household]);
  }
  return new Map([...byUnit.values()].flatMap(positionsOfUnit));
};

const positionsOfUnit = (households: Household[]): [HouseholdId, number][] => {
  const numbered = households.map(numberedPosition);
  if (numbered.every((position) => position !== null)) {
    return households.map((household, index) => [household.id, numbered[index] ?? 1]);
  }
  return households.map((household) => [household.id, placeOnFloor(households, household)]);
};

const placeOnFloor = (households: Household[], household: Household): number => {
  const rooms = households
    .filter((other) => other.door.floor === household.door.floor)
    .map((other) => other.door.room);
  return [...new Set(rooms)].sort(compareNatural).indexOf(household.door.room) + 1;
};
