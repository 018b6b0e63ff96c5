// A fair share of the doors that are left. ASSIGN-1: open doors are dealt out in walking order, in one stretch a member, so
// that nobody walks between two ends of the grid; shares differ by one door at most.

import type { HouseholdId, StaffId } from '#core/ids.ts';
import { isOpen } from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';

export type Share = { member: StaffId; households: HouseholdId[] };

/** ASSIGN-1. @param members who takes part, in the order of their stretches; empty gives no shares */
export const balancedShares = (view: GridView, members: readonly StaffId[]): Share[] => {
  const open = [...view.households.keys()].filter((id) => {
    const standing = view.standings.get(id);
    return standing !== undefined && isOpen(standing);
  });
  return members.map((member, index) => ({
    member,
    households: open.slice(
      Math.floor((index * open.length) / members.length),
      Math.floor(((index + 1) * open.length) / members.length),
    ),
  }));
};
