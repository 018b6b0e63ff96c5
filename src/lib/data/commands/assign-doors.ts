// The leader says whose doors these are. ASSIGN-2: doors that are theirs already do not travel; assigning nothing anew is
// refused, because an event says that something happened.

import type { HouseholdId, StaffId } from '#core/ids.ts';
import type { Intention } from '../outbox/outbox.ts';
import { CommandRefused, nothingToUndo, type Scene } from './scene.ts';

/** ASSIGN-2. @param to.member '' takes the assignment away @throws CommandRefused 'nothing-to-assign' */
export const assignDoors = (
  { view }: Scene,
  to: { households: readonly HouseholdId[]; member: StaffId },
): Intention => {
  const { member } = to;
  const households = [...new Set(to.households)].filter((id) => {
    const household = view.households.get(id);
    return household !== undefined && household.assignee !== member;
  });
  if (households.length === 0) throw new CommandRefused('nothing-to-assign');
  return {
    household: '',
    undo: nothingToUndo,
    factOf: () => ({ kind: 'doors-assigned', body: { households, member } }),
  };
};
