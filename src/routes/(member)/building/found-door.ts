// A door as it is typed where it was found.

import { completeDoor, type Door, emptyDoor } from '#core/address/door.ts';

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
