// A planned building and its doors. A plan says how many doors there are without making them, so that a district can be
// counted in milliseconds; `doorsOf` makes them in walking order: unit by unit, floor by floor from below.

import type { Door } from '#core/address/door.ts';
import type { BuildingForm } from '#core/grid/sheet.ts';

/** How the doors of one floor are called: 501, 502 … or 东户, 中户, 西户, or house numbers 1, 2, 3 … of a row or group. */
export type DoorNaming = 'numbers' | 'sides' | 'houses';

export type BuildingPlan = {
  /** As in the address: '3', 'A2', '3排', '5组'. */
  number: string;
  form: BuildingForm;
  /** Entrances as in the address: '1', '东', '乙'; none for rows and groups. */
  units: readonly string[];
  /** Highest floor's number; 1 for rows and groups. */
  floors: number;
  /** Doors of one floor of one unit, 2–4 for storeys; houses of a row or group. */
  doors: number;
  naming: DoorNaming;
  /** Floors without flats: shops below, numbers that were left out. */
  without: readonly number[];
  /** Doors of the highest floor of each unit when it has fewer, else the same as `doors`. */
  topDoors: number;
};

const sidesByCount: Readonly<Record<number, readonly string[]>> = {
  2: ['东', '西'],
  3: ['东', '中', '西'],
};

const floorsOf = ({ floors, without }: BuildingPlan): number[] =>
  Array.from({ length: floors }, (_, below) => below + 1).filter(
    (floor) => !without.includes(floor),
  );

/** Doors of a whole building, without making them. */
export const countDoors = (building: BuildingPlan): number => {
  if (building.naming === 'houses') return building.doors;
  const { units, doors, topDoors } = building;
  return units.length * ((floorsOf(building).length - 1) * doors + topDoors);
};

const roomOf = (building: BuildingPlan, floor: number, at: number): string => {
  const side = building.naming === 'sides' ? sidesByCount[building.doors]?.[at] : undefined;
  return side ?? `${floor}${String(at + 1).padStart(2, '0')}`;
};

const doorsOfUnit = (building: BuildingPlan, unit: string): Door[] =>
  floorsOf(building).flatMap((floor) => {
    const count = floor === building.floors ? building.topDoors : building.doors;
    return Array.from({ length: count }, (_, at) => ({
      building: building.number,
      unit,
      floor,
      room: roomOf(building, floor, at),
      suffix: '',
    }));
  });

/** All doors of a building in walking order; as many as `countDoors` says. */
export const doorsOf = (building: BuildingPlan): Door[] => {
  if (building.naming !== 'houses')
    return building.units.flatMap((unit) => doorsOfUnit(building, unit));
  return Array.from({ length: building.doors }, (_, at) => ({
    building: building.number,
    unit: '',
    floor: null,
    room: String(at + 1),
    suffix: '',
  }));
};
