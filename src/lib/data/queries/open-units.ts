// The open doors of a grid arranged for assigning: buildings, and in them staircases or rows. UNIT-1: units of a building
// stand in walking order; a building whose doors have no unit has one, called ''. UNIT-2: only open doors are counted by
// member, because only they are assigned.

import { buildingKey } from '#core/grid/sheet.ts';
import type { HouseholdId, StaffId } from '#core/ids.ts';
import { isOpen } from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';
import { buildings, type BuildingSummary } from './buildings.ts';

export type OpenUnit = {
  key: string;
  unit: string;
  doors: number;
  open: HouseholdId[];
  /** Open doors by whom they are assigned to ('' for nobody), most first. */
  byMember: { member: StaffId; doors: number }[];
};
export type BuildingUnits = {
  building: BuildingSummary;
  open: HouseholdId[];
  byMember: OpenUnit['byMember'];
  units: OpenUnit[];
};

/** UNIT-1, UNIT-2. Every building of the grid, in walking order. */
export const openUnits = (view: GridView): BuildingUnits[] =>
  buildings(view).map((building) => {
    const units = unitsOf(view, building);
    return {
      building,
      units,
      open: units.flatMap((unit) => unit.open),
      byMember: mostFirst(building.openByMember),
    };
  });

const unitsOf = (view: GridView, { compound, number, households }: BuildingSummary): OpenUnit[] => {
  const units = new Map<string, OpenUnit>();
  const counts = new Map<string, Map<StaffId, number>>();
  for (const id of households) {
    const household = view.households.get(id);
    const standing = view.standings.get(id);
    if (household === undefined || standing === undefined) continue;
    const { unit } = household.door;
    const row = units.get(unit) ?? {
      key: `${buildingKey(compound, number)}/${unit}`,
      unit,
      doors: 0,
      open: [],
      byMember: [],
    };
    units.set(unit, row);
    row.doors += 1;
    if (!isOpen(standing)) continue;
    row.open.push(id);
    const members = counts.get(unit) ?? new Map<StaffId, number>();
    counts.set(unit, members.set(household.assignee, (members.get(household.assignee) ?? 0) + 1));
  }
  return [...units.values()].map((row) => ({
    ...row,
    byMember: mostFirst(counts.get(row.unit) ?? new Map()),
  }));
};

const mostFirst = (counts: ReadonlyMap<StaffId, number>): OpenUnit['byMember'] =>
  [...counts]
    .map(([member, doors]) => ({ member, doors }))
    .sort((left, right) => right.doors - left.doors);
