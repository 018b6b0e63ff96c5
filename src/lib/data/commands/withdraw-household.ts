// Taking back a door that was listed by mistake and that nobody has visited.

import type { HouseholdId } from '#core/ids.ts';
import type { Intention } from '../outbox/outbox.ts';
import { nothingToUndo } from './scene.ts';

export const withdrawHousehold = (household: HouseholdId): Intention => ({
  household,
  undo: nothingToUndo,
  factOf: () => ({ kind: 'household-withdrawn', body: { household } }),
});
