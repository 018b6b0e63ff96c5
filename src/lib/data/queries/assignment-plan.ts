// Who could take which open doors: what the button "balance" proposes and a leader confirms. PLAN-1: only open doors are
// dealt. PLAN-2: a member's other open doors stay theirs and count as kept (ASSIGN-4). PLAN-3: stretches go to members in
// the order in which their present doors lie on the walk, so that a new plan moves as few doors as it can.

import { balanceDoors, type Share } from '#core/assign/balance.ts';
import { buildingKey } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { HouseholdId, StaffId } from '#core/ids.ts';
import { isOpen } from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';

/** `left`: open doors of the member when the plan is carried out; `before`: now. */
export type PlannedShare = Share & { before: number; left: number };
export type AssignmentPlan = {
  shares: PlannedShare[];
  /** Doors dealt, and how many of them change hands. */
  doors: number;
  moved: number;
};

/** One staircase or row: doors that stay together. */
export const unitKeyOf = ({ compound, door }: Household): string =>
  `${buildingKey(compound, door.building)}/${door.unit}`;

/** Open doors in walking order, by assignee when one is given ('' for doors of nobody). */
export const openDoors = (view: GridView, assignee?: StaffId): Household[] =>
  [...view.households.values()].filter((household) => {
    const standing = view.standings.get(household.id);
    const isLeft = standing !== undefined && isOpen(standing);
    return isLeft && (assignee === undefined || household.assignee === assignee);
  });

/** PLAN-1 to PLAN-3. @param from.doors ids to deal; closed ones are left out @param from.members who takes part */
export const assignmentPlan = (
  view: GridView,
  from: { doors: ReadonlySet<HouseholdId>; members: readonly StaffId[] },
): AssignmentPlan => {
  const open = openDoors(view);
  const dealt = open.filter(({ id }) => from.doors.has(id));
  const before = countBy(open);
  const kept = countBy(open.filter(({ id }) => !from.doors.has(id)));
  const hands = inOrderOfWalk(open, from.members).map((member) => ({
    member,
    kept: kept.get(member) ?? 0,
  }));
  const doors = dealt.map((household) => ({
    household: household.id,
    unit: unitKeyOf(household),
  }));
  const shares = balanceDoors(doors, hands).map((share, index) => ({
    ...share,
    before: before.get(share.member) ?? 0,
    left: (hands[index]?.kept ?? 0) + share.households.length,
  }));
  return { shares, doors: dealt.length, moved: movedDoors(view, shares).length };
};

/** Doors whose assignee the shares would change. */
export const movedDoors = (view: GridView, shares: readonly Share[]): HouseholdId[] =>
  shares.flatMap(({ member, households }) =>
    households.filter((id) => view.households.get(id)?.assignee !== member),
  );

const countBy = (households: readonly Household[]): Map<StaffId, number> => {
  const counts = new Map<StaffId, number>();
  for (const { assignee } of households) counts.set(assignee, (counts.get(assignee) ?? 0) + 1);
  return counts;
};

/** PLAN-3: by the middle of their present doors; who has none comes last, in the order given. */
const inOrderOfWalk = (open: readonly Household[], members: readonly StaffId[]): StaffId[] => {
  const middleOf = (member: StaffId): number => {
    const places = open.flatMap(({ assignee }, index) => (assignee === member ? [index] : []));
    return places.reduce((sum, place) => sum + place, 0) / places.length;
  };
  const middles = new Map(members.map((member) => [member, middleOf(member)]));
  const rank = (member: StaffId): number => {
    const middle = middles.get(member) ?? NaN;
    return Number.isNaN(middle) ? open.length : middle;
  };
  return [...members].sort((left, right) => rank(left) - rank(right));
};
