// Who walked where: buildings dealt out to members in stretches of the walk, the doors that each has visited by the base
// time, and in which session.

import { countDoors } from '../plan/building.ts';
import type { GridPlan } from '../plan/plan.ts';
import type { Random } from '../random.ts';
import type { RosterDoor } from '../roster.ts';
import type { StaffId } from '#core/ids.ts';
import { buildingKey } from '#core/grid/sheet.ts';

/** Grids of that many buildings and more keep the last one for the leader to assign. */
const leavesOneFrom = 6;

const keyOf = ({ household }: RosterDoor): string =>
  buildingKey(household.compound, household.door.building);

/** The member for each building, by building key; a building left out is nobody's yet. */
export const dealBuildings = (
  { parts }: GridPlan,
  members: readonly StaffId[],
): ReadonlyMap<string, StaffId> => {
  const dealt = parts.length >= leavesOneFrom ? parts.slice(0, -1) : parts;
  const total = dealt.reduce((sum, { building }) => sum + countDoors(building), 0);
  const memberByKey = new Map<string, StaffId>();
  let before = 0;
  for (const { compound, building } of dealt) {
    const doors = countDoors(building);
    const at = Math.floor(((before + doors / 2) / total) * members.length);
    memberByKey.set(buildingKey(compound.id, building.number), members[at] ?? '');
    before += doors;
  }
  return memberByKey;
};

export type AssignedDoor = RosterDoor & { order: number; member: StaffId };

/** Every door with its place in the walk and its member ('' for nobody). */
export const assignDoors = (
  roster: readonly RosterDoor[],
  membersByBuilding: ReadonlyMap<string, StaffId>,
): AssignedDoor[] =>
  roster.map((door, order) => ({
    ...door,
    order,
    member: membersByBuilding.get(keyOf(door)) ?? '',
  }));

/** How far a door's turn may stray from its place in the walk, as a share of the member's doors. */
const stray = 0.35;

export type VisitedDoor = AssignedDoor & { session: number };

/**
 * The doors of one member that were visited, with the session in which the member came by.
 *
 * @param share of the member's doors, 0–1 @param lastSession index of the newest session
 */
export const visitedBy = (
  random: Random,
  doors: readonly AssignedDoor[],
  { share, lastSession }: { share: number; lastSession: number },
): VisitedDoor[] => {
  const turns = doors
    .map((door, at) => ({ door, turn: at / doors.length + random.next() * stray }))
    .sort((left, right) => left.turn - right.turn)
    .slice(0, Math.round(doors.length * share));
  return turns
    .map(({ door }, at) => ({
      ...door,
      session: 1 + Math.floor((at / turns.length) * lastSession),
    }))
    .sort((left, right) => left.order - right.order);
};
