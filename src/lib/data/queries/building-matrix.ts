// The picture of a building (楼栋图). MATRIX-1: a column is a unit and a position on the floor, a row is a floor, the top
// floor on top; every household of the building is in exactly one slot. MATRIX-2: the position is the room's number on its
// floor (501 → 1, 1012 → 12) where rooms are numbered so, else the room's place among the unit's room names. MATRIX-3: a slot
// may be empty (irregular floors) or hold two households (two tenancies behind one door). MATRIX-4: buildings without floors
// (rows of bungalows, village groups) are one row a unit, doors in walking order.

import { type Building, type BuildingForm, buildingKey } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { CompoundId } from '#core/ids.ts';
import { isOpen, type Standing } from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';
import { hasKeyPersons } from './key-persons.ts';
import { positionsOf } from './door-position.ts';
import { compareNatural } from './walking-order.ts';

export type MatrixDoor = {
  household: Household;
  standing: Standing;
  isOpen: boolean;
  isUnsent: boolean;
  hasKeyPersons: boolean;
  isDisputed: boolean;
  /** Found in the field, not on the roster. */
  isFound: boolean;
};
/** `position` counts from 1 inside the unit. */
export type MatrixColumn = { unit: string; position: number };
/** `slots` run along all `columns`; `floor` is null for doors without one, `unit` '' but for `rows`. */
export type MatrixRow = { floor: number | null; unit: string; slots: MatrixDoor[][] };
export type BuildingMatrix = {
  key: string;
  compound: CompoundId;
  number: string;
  building: Building | null;
  form: BuildingForm;
  /** `storeys`: units × floors. `rows`: MATRIX-4; then columns are places in the row and say nothing. */
  shape: 'storeys' | 'rows';
  /** Unit names, in order, with how many columns each spans. */
  units: { unit: string; span: number }[];
  columns: MatrixColumn[];
  rows: MatrixRow[];
  doors: number;
  open: number;
};

const doorOf = (view: GridView, household: Household, standing: Standing): MatrixDoor => ({
  household,
  standing,
  isOpen: isOpen(standing),
  isUnsent: view.unsent.has(household.id),
  hasKeyPersons: hasKeyPersons(household),
  isDisputed: household.disputes.length > 0,
  isFound: household.listed !== null,
});

const doorsOf = (view: GridView, key: string): MatrixDoor[] => {
  const doors: MatrixDoor[] = [];
  for (const household of view.households.values()) {
    if (buildingKey(household.compound, household.door.building) !== key) continue;
    const standing = view.standings.get(household.id);
    if (standing !== undefined) doors.push(doorOf(view, household, standing));
  }
  return doors;
};

const unitsOf = (building: Building | null, doors: MatrixDoor[]): string[] => {
  const listed = building?.units ?? [];
  const found = new Set(doors.map((door) => door.household.door.unit));
  for (const unit of listed) found.delete(unit);
  const units = [...listed, ...[...found].sort(compareNatural)];
  return units.filter((unit) => doors.some((door) => door.household.door.unit === unit));
};

/** MATRIX-1 to MATRIX-4. Null when the grid has no household in that building. @param key `buildingKey` */
export const buildingMatrix = (view: GridView, key: string): BuildingMatrix | null => {
  const doors = doorsOf(view, key);
  const [first] = doors;
  if (first === undefined) return null;
  const { compound } = first.household;
  const number = first.household.door.building;
  const building =
    view.sheet.buildings.find((listed) => buildingKey(listed.compound, listed.number) === key) ??
    null;
  const hasFloors = doors.some((door) => door.household.door.floor !== null);
  const units = unitsOf(building, doors);
  return {
    key,
    compound,
    number,
    building,
    form: building?.form ?? (hasFloors ? 'walk-up' : 'courtyard'),
    ...(hasFloors ? storeys(doors, units) : rowsOfDoors(doors, units)),
    doors: doors.length,
    open: doors.filter((door) => door.isOpen).length,
  };
};

type Layout = Pick<BuildingMatrix, 'shape' | 'units' | 'columns' | 'rows'>;

const storeys = (doors: MatrixDoor[], units: string[]): Layout => {
  const positions = positionsOf(doors.map((door) => door.household));
  const spans = units.map((unit) => ({ unit, span: spanOf(doors, unit, positions) }));
  const columns = spans.flatMap(({ unit, span }) =>
    Array.from({ length: span }, (_, index) => ({ unit, position: index + 1 })),
  );
  const floors = [...new Set(doors.map((door) => door.household.door.floor))].sort(
    (left, right) => (right ?? -Infinity) - (left ?? -Infinity),
  );
  const rows = floors.map((floor) => ({
    floor,
    unit: '',
    slots: columns.map((column) =>
      doors.filter((door) => isAt(door, { ...column, floor }, positions)),
    ),
  }));
  return { shape: 'storeys', units: spans, columns, rows };
};

const spanOf = (doors: MatrixDoor[], unit: string, positions: Map<string, number>): number =>
  Math.max(
    ...doors
      .filter((door) => door.household.door.unit === unit)
      .map((door) => positions.get(door.household.id) ?? 1),
  );

const isAt = (
  { household }: MatrixDoor,
  at: MatrixColumn & { floor: number | null },
  positions: Map<string, number>,
): boolean =>
  household.door.unit === at.unit &&
  household.door.floor === at.floor &&
  positions.get(household.id) === at.position;

const rowsOfDoors = (doors: MatrixDoor[], units: string[]): Layout => {
  const rows = units.map((unit) => ({
    floor: null,
    unit,
    slots: doors.filter((door) => door.household.door.unit === unit).map((door) => [door]),
  }));
  const widest = Math.max(...rows.map((row) => row.slots.length));
  const columns = Array.from({ length: widest }, (_, index) => ({ unit: '', position: index + 1 }));
  return { shape: 'rows', units: units.map((unit) => ({ unit, span: widest })), columns, rows };
};
