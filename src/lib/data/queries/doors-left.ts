// How many doors are left to a member, and in which buildings: the first thing on their day. LEFT-1: `left` counts the
// doors that are theirs and can still be worked by them (TURN-2); doors that wait for a leader or a colleague are counted
// beside it, never inside it. LEFT-2: left + withOthers + done = doors.

import { type Building, buildingKey } from '#core/grid/sheet.ts';
import type { CompoundId, StaffId } from '#core/ids.ts';
import type { GridView } from '../view.ts';
import { type Asker, hasAssignments, isTheirs, turnOf } from './door-turn.ts';
import { lastDoorOf } from './next-door.ts';

export type LeftCounts = {
  /** Doors that are theirs. */
  doors: number;
  left: number;
  /** Of `left`: not before an agreed time, or tried today already. */
  later: number;
  withOthers: number;
  done: number;
};
export type BuildingLeft = LeftCounts & {
  key: string;
  compound: CompoundId;
  building: Building | null;
  number: string;
};
export type DoorsLeft = LeftCounts & {
  /** False while nothing in the grid is assigned: then every door is everybody's. */
  isByAssignment: boolean;
  /** Buildings with a door of theirs: unfinished ones first, in walking order from the last door that they visited. */
  buildings: BuildingLeft[];
};

const noDoors = (): LeftCounts => ({ doors: 0, left: 0, later: 0, withOthers: 0, done: 0 });

const count = (into: LeftCounts, turn: ReturnType<typeof turnOf>): void => {
  into.doors += 1;
  if (turn === 'done') into.done += 1;
  else if (turn === 'leader' || turn === 'colleague') into.withOthers += 1;
  else into.left += 1;
  if (turn === 'later') into.later += 1;
};

/** LEFT-1. */
export const doorsLeft = (view: GridView, asker: Asker): DoorsLeft => {
  const isByAssignment = hasAssignments(view);
  const total = noDoors();
  const byKey = new Map<string, BuildingLeft>();
  const listed = listedBuildings(view);
  for (const household of view.households.values()) {
    if (!isTheirs(household, asker.member, isByAssignment)) continue;
    const { compound } = household;
    const number = household.door.building;
    const key = buildingKey(compound, number);
    const row = byKey.get(key) ?? {
      ...noDoors(),
      key,
      compound,
      number,
      building: listed.get(key) ?? null,
    };
    byKey.set(key, row);
    const turn = turnOf(view, household, asker);
    count(row, turn);
    count(total, turn);
  }
  return {
    ...total,
    isByAssignment,
    buildings: nearestFirst(view, [...byKey.values()], asker.member),
  };
};

const listedBuildings = (view: GridView): Map<string, Building> =>
  new Map(
    view.sheet.buildings.map((building) => [
      buildingKey(building.compound, building.number),
      building,
    ]),
  );

const nearestFirst = (view: GridView, rows: BuildingLeft[], member: StaffId): BuildingLeft[] => {
  const last = lastDoorOf(view, member);
  const from =
    last === null
      ? 0
      : rows.findIndex((row) => row.key === buildingKey(last.compound, last.door.building));
  const turned = from <= 0 ? rows : [...rows.slice(from), ...rows.slice(0, from)];
  return [...turned.filter((row) => row.left > 0), ...turned.filter((row) => row.left === 0)];
};
