// A door as it is typed where it was found, and the household of the list that it may turn out to be.

import { completeDoor, type Door, doorKey, emptyDoor } from '#core/address/door.ts';
import type { Household } from '#core/household/household.ts';
import type { CompoundId } from '#core/ids.ts';
import type { GridView } from '#data/view.ts';

export type TypedDoor = { building: string; unit: string; room: string; suffix: string };

/** The storey follows from the room where the room tells it. */
export const doorTyped = ({ building, unit, room, suffix }: TypedDoor): Door =>
  completeDoor({
    ...emptyDoor(),
    building: building.trim(),
    unit: unit.trim(),
    room: room.trim().toUpperCase(),
    suffix: suffix.trim(),
  });

export const householdAt = (
  view: GridView,
  compound: CompoundId,
  door: Door,
): Household | undefined => {
  const key = doorKey(door);
  return [...view.households.values()].find(
    (one) => one.compound === compound && doorKey(one.door) === key,
  );
};
