// Compounds drawn at random to a wanted size: how the communities outside the story are filled.

import type { CompoundNames } from '../names/compound-names.ts';
import type { Random } from '../random.ts';
import { countDoors, type BuildingPlan } from './building.ts';
import type { CompoundDraft } from './plan.ts';
import { group, highRise, row, streetHouse, walkUp } from './shapes.ts';

export type CompoundKind = 'high-rise' | 'walk-up' | 'merged' | 'street' | 'courtyard' | 'village';

type DrawBuilding = (number: string) => BuildingPlan;

const drawHighRise =
  (random: Random): DrawBuilding =>
  (number) => {
    const floors = random.int(11, 33);
    const without = [
      ...(random.chance(0.4) ? [1] : []),
      ...(random.chance(0.3) ? [4] : []),
      ...(random.chance(0.15) && floors > 14 ? [14] : []),
    ];
    const units = random.weighted([
      [1, 35],
      [2, 40],
      [3, 17],
      [4, 5],
      [6, 3],
    ] as const);
    const doors = units > 3 ? 2 : random.int(2, 4);
    const topDoors = random.chance(0.2) ? Math.max(1, doors - 1) : doors;
    return highRise(number, { units, floors, doors }, { without, topDoors });
  };

const drawWalkUp =
  (random: Random): DrawBuilding =>
  (number) => {
    const doors = random.weighted([
      [2, 75],
      [3, 25],
    ] as const);
    const naming = random.chance(0.12) ? 'sides' : 'numbers';
    const floors = random.weighted([
      [5, 25],
      [6, 65],
      [7, 10],
    ] as const);
    return walkUp(number, random.int(2, 5), { doors, naming, floors, topDoors: doors });
  };

/** Numbers as builders give them: from 1, and in some compounds without a 4. */
const fill = (random: Random, wanted: number, draw: DrawBuilding): BuildingPlan[] => {
  const skipsFour = random.chance(0.35);
  const buildings: BuildingPlan[] = [];
  let count = 0;
  for (let number = 1; count < wanted; number += 1) {
    if (skipsFour && number % 10 === 4) continue;
    const building = draw(String(number));
    buildings.push(building);
    count += countDoors(building);
  }
  return buildings;
};

const rows = (random: Random, wanted: number): BuildingPlan[] => {
  const count = Math.max(2, Math.round(wanted / 9));
  return Array.from({ length: count }, (_, at) => row(at + 1, random.int(6, 12)));
};

const groups = (random: Random, wanted: number): BuildingPlan[] => {
  const count = Math.max(2, Math.round(wanted / 75));
  return Array.from({ length: count }, (_, at) => group(at + 1, random.int(52, 98)));
};

const streetHouses = (random: Random, wanted: number): BuildingPlan[] => {
  const start = random.int(1, 60) * 2;
  return fill(random, wanted, (number) => {
    const units = random.pick([
      ['东', '西'],
      ['甲', '乙', '丙'],
      ['1', '2'],
    ] as const);
    return streetHouse(String(start + Number(number) * 2), units, { floors: random.int(4, 7) });
  });
};

/** Compounds of one kind with about `wanted` doors in all; a merged pair gives two. */
export const drawCompounds = (
  random: Random,
  names: CompoundNames,
  order: { kind: CompoundKind; wanted: number; village: string },
): CompoundDraft[] => {
  const { kind, wanted } = order;
  switch (kind) {
    case 'high-rise':
      return [{ name: names.ofForm(kind), buildings: fill(random, wanted, drawHighRise(random)) }];
    case 'walk-up':
      return [{ name: names.ofForm(kind), buildings: fill(random, wanted, drawWalkUp(random)) }];
    case 'merged':
      return names
        .ofMergedPair()
        .map((name) => ({ name, buildings: fill(random, wanted / 2, drawWalkUp(random)) }));
    case 'street':
      return [{ name: names.ofStreet(), buildings: streetHouses(random, wanted) }];
    case 'courtyard':
      return [{ name: names.ofCourtyard(), buildings: rows(random, wanted) }];
    case 'village':
      return [{ name: order.village, buildings: groups(random, wanted) }];
  }
};
