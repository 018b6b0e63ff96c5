// The kinds of buildings that occur, one short function each.

import type { BuildingPlan } from './building.ts';

const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => String(at + 1));

const base = { naming: 'numbers', without: [] } as const;

/** Six floors without a lift unless said otherwise, two doors a floor. */
export const walkUp = (
  number: string,
  units: number | readonly string[],
  more: Partial<BuildingPlan> = {},
): BuildingPlan => {
  const doors = more.doors ?? 2;
  return {
    ...base,
    number,
    form: 'walk-up',
    units: typeof units === 'number' ? numbered(units) : units,
    floors: 6,
    doors,
    topDoors: doors,
    ...more,
  };
};

/** A building with lifts. @param size floors up to 33, doors a floor 2–4 */
export const highRise = (
  number: string,
  size: { units: number; floors: number; doors: number },
  more: Partial<BuildingPlan> = {},
): BuildingPlan => ({
  ...base,
  number,
  form: 'high-rise',
  units: numbered(size.units),
  floors: size.floors,
  doors: size.doors,
  topDoors: size.doors,
  ...more,
});

/** A single building on a street, shops on the ground floor. @param number its house number */
export const streetHouse = (
  number: string,
  units: readonly string[],
  more: Partial<BuildingPlan> = {},
): BuildingPlan => walkUp(number, units, { form: 'street', without: [1], ...more });

const houses = (number: string, doors: number, form: 'courtyard' | 'village'): BuildingPlan => ({
  number,
  form,
  units: [],
  floors: 1,
  doors,
  topDoors: doors,
  naming: 'houses',
  without: [],
});

/** A row of bungalows in a courtyard: '3排'. */
export const row = (number: number, doors: number): BuildingPlan =>
  houses(`${number}排`, doors, 'courtyard');

/** A village group: '5组'. */
export const group = (number: number, doors: number): BuildingPlan =>
  houses(`${number}组`, doors, 'village');
