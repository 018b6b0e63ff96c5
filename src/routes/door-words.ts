// How screens call a door, what sign it wears and how it is read out: the same on every screen of every role.

import { type BuildingForm, buildingKey } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { doorLabel } from '#core/address/format-door.ts';
import type { Standing } from '#core/standing/standing.ts';
import type { BuildingMatrix, MatrixDoor } from '#data/queries/building-matrix.ts';
import type { GridView } from '#data/view.ts';
import type { DoorCell, DoorMatrixData } from '#ui/matrix.ts';
import { owedWords, type Sign, standingSign } from '#ui/standing-sign.ts';
import { t } from '#ui/words/words.svelte.ts';

export const formOf = (view: GridView, { compound, door }: Household): BuildingForm => {
  const key = buildingKey(compound, door.building);
  const listed = view.sheet.buildings.find((one) => buildingKey(one.compound, one.number) === key);
  return listed?.form ?? (door.floor === null ? 'courtyard' : 'walk-up');
};

/** '2 号楼 1 单元 402'. */
export const doorName = (view: GridView, household: Household): string =>
  t().place.door(household.door, formOf(view, household)) || t().place.building('', 'street');

/** The same with the compound before it where another compound has a building of that number, too. */
export const fullDoorName = (view: GridView, household: Household): string => {
  const { compound, door } = household;
  const name = doorName(view, household);
  const isShared = view.sheet.buildings.some(
    (one) => one.compound !== compound && one.number === door.building,
  );
  return isShared ? `${compoundName(view, compound)} ${name}` : name;
};

export const compoundName = (view: GridView, id: string): string =>
  view.sheet.compounds.find((compound) => compound.id === id)?.name ?? '';

export const signOf = (view: GridView, standing: Standing, now: number): Sign =>
  standingSign(standing, { now, utcOffsetMinutes: view.sheet.settings.utcOffsetMinutes });

/** What the door still owes: 'still 2 visits', 'one between 18 and 21'. */
export const owedOf = (view: GridView, standing: Standing): string[] => {
  const { eveningFromHour: from, eveningToHour: to } = view.sheet.settings;
  return owedWords(standing, { from, to });
};

export const buildingHref = (compound: string, number: string, at = ''): string => {
  const key = encodeURIComponent(buildingKey(compound, number));
  return `/building?key=${key}${at === '' ? '' : `&at=${encodeURIComponent(at)}`}`;
};
export const doorHref = (id: string): string => `/door/${encodeURIComponent(id)}`;

/** '2单元' runs on into the number of the door, 'Unit 2, ' does not. */
const unitBefore = (unit: string): string => {
  const name = t().place.unit(unit);
  return /\w$/.test(name) ? `${name}, ` : name.replace(' ', '');
};

/** '2单元402,没人应,走访 1 次,还差 2 次': what a screen reader says of a cell. */
const cellName = (view: GridView, door: MatrixDoor, sign: Sign): string => {
  const { unit } = door.household.door;
  const visits = door.household.round.attempts.length;
  return t().building.cell(
    [
      `${unitBefore(unit)}${doorLabel(door.household.door)}`,
      sign.word,
      visits > 0 ? t().building.attempts(visits) : '',
      ...owedOf(view, door.standing),
      door.hasKeyPersons ? t().key : '',
      door.isUnsent ? t().unsent : '',
    ].filter((part) => part !== ''),
  );
};

export const cellOf = (view: GridView, door: MatrixDoor, now: number): DoorCell => {
  const sign = signOf(view, door.standing, now);
  return {
    id: door.household.id,
    label: doorLabel(door.household.door),
    sign,
    name: cellName(view, door, sign),
    isKey: door.hasKeyPersons,
    isUnsent: door.isUnsent,
  };
};

/** @param show doors left out leave their place empty; rows with no door left are left out */
export const matrixData = (
  view: GridView,
  matrix: BuildingMatrix,
  options: {
    now: number;
    show?: (door: MatrixDoor) => boolean;
    cell?: (cell: DoorCell, door: MatrixDoor) => DoorCell;
  },
): DoorMatrixData => {
  const { now, show = () => true, cell = (made) => made } = options;
  const rows = matrix.rows.map((row) => ({
    key: `${row.floor}/${row.unit}`,
    label: row.floor === null ? t().place.unit(row.unit) : t().place.floor(row.floor),
    slots: row.slots.map((slot) =>
      slot.filter(show).map((door) => cell(cellOf(view, door, now), door)),
    ),
  }));
  const isWrapped = matrix.shape === 'rows';
  return {
    units: matrix.units.map(({ unit, span }) => ({ label: t().place.unit(unit), span })),
    columns: matrix.columns.length,
    rows: rows
      .filter((row) => row.slots.some((slot) => slot.length > 0))
      .map((row) =>
        isWrapped ? { ...row, slots: row.slots.filter((slot) => slot.length > 0) } : row,
      ),
    isWrapped,
  };
};
