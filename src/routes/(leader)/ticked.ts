import type { HouseholdId } from '#core/ids.ts';

/** The ticked doors after some more were ticked, or taken away. */
export const ticked = (
  before: ReadonlySet<HouseholdId>,
  doors: readonly HouseholdId[],
  isOn: boolean,
): ReadonlySet<HouseholdId> => {
  const after = new Set(before);
  for (const id of doors) {
    if (isOn) after.add(id);
    else after.delete(id);
  }
  return after;
};
