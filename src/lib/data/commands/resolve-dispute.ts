// The leader says which value is right, naming the claims that they had before their eyes.

import type { FieldKey } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import { disputeOf } from '#core/merge/register.ts';
import type { Intention } from '../outbox/outbox.ts';
import { CommandRefused, nothingToUndo, type Scene } from './scene.ts';

/** @throws CommandRefused 'no-dispute' */
export const resolveDispute = (
  { view }: Scene,
  resolution: { household: HouseholdId; field: FieldKey; value: unknown },
): Intention => {
  const { household: id, field, value } = resolution;
  const household = view.households.get(id);
  const dispute = household === undefined ? undefined : disputeOf(household, field);
  if (dispute === undefined) throw new CommandRefused('no-dispute');
  const over = dispute.claims.map((claim) => claim.stamp?.[2] ?? '');
  return {
    household: '',
    undo: nothingToUndo,
    factOf: () => ({ kind: 'dispute-resolved', body: { household: id, field, value, over } }),
  };
};
