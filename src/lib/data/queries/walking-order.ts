// The order in which a team walks: compounds and buildings as the sheet lists them, units as the building lists them,
// a building with a lift from the top floor down, any other from the ground up, doors of a floor by their numbers.
// WALK-1: the order is total and depends on addresses and the sheet alone, so that every phone of a team shows the same.

import { type Building, buildingKey, type GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { compareText } from '#core/merge/text-order.ts';

/** 'A2' before 'A11': runs of digits count as numbers. The same on every machine. */
export const compareNatural = (left: string, right: string): number => {
  // Most doors compared share their building and unit.
  if (left === right) return 0;
  const leftParts = left.match(/\d+|\D+/g) ?? [];
  const rightParts = right.match(/\d+|\D+/g) ?? [];
  for (let part = 0; part < Math.min(leftParts.length, rightParts.length); part += 1) {
    const order = compareParts(leftParts[part] ?? '', rightParts[part] ?? '');
    if (order !== 0) return order;
  }
  return leftParts.length - rightParts.length || compareText(left, right);
};

const compareParts = (left: string, right: string): number =>
  /^\d/.test(left) && /^\d/.test(right) ? Number(left) - Number(right) : compareText(left, right);

type Place = { building: number; form: Building['form'] | ''; units: string[] };

const placesOf = (sheet: GridSheet): Map<string, Place> =>
  new Map(
    sheet.buildings.map((building, index) => [
      buildingKey(building.compound, building.number),
      { building: index, form: building.form, units: building.units },
    ]),
  );

const unlisted: Place = { building: Number.MAX_SAFE_INTEGER, form: '', units: [] };

/** Units that the sheet does not list come after the listed ones. */
const unitIndex = (place: Place, unit: string): number => {
  const index = place.units.indexOf(unit);
  return index < 0 ? place.units.length : index;
};

/** Makes the comparison for one sheet. */
export const walkingOrder = (sheet: GridSheet): ((left: Household, right: Household) => number) => {
  const places = placesOf(sheet);
  const placeOf = (household: Household): Place =>
    places.get(buildingKey(household.compound, household.door.building)) ?? unlisted;
  return (left, right) => {
    const place = placeOf(left);
    const other = placeOf(right);
    return (
      place.building - other.building ||
      compareText(left.compound, right.compound) ||
      compareNatural(left.door.building, right.door.building) ||
      compareInside(left, right, place)
    );
  };
};

const compareInside = (left: Household, right: Household, place: Place): number => {
  const up = place.form === 'high-rise' ? -1 : 1;
  return (
    unitIndex(place, left.door.unit) - unitIndex(place, right.door.unit) ||
    compareNatural(left.door.unit, right.door.unit) ||
    up * ((left.door.floor ?? 0) - (right.door.floor ?? 0)) ||
    compareNatural(left.door.room, right.door.room) ||
    compareText(left.door.suffix, right.door.suffix) ||
    compareText(left.id, right.id)
  );
};
