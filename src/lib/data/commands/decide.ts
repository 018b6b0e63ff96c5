// A leader's decision about a door, and taking it back.

import type { DecisionReason } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import type { Intention } from '../outbox/outbox.ts';
import { nothingToUndo, type Scene } from './scene.ts';

export const decide = (
  { view, nowMs }: Scene,
  decision: { household: HouseholdId; reason: DecisionReason; sentence: string },
): Intention => ({
  household: '',
  undo: nothingToUndo,
  factOf: () => ({
    kind: 'decision-made',
    body: { ...decision, round: view.sheet.round.id, decidedAt: nowMs },
  }),
});

export const withdrawDecision = ({ view }: Scene, household: HouseholdId): Intention => ({
  household: '',
  undo: nothingToUndo,
  factOf: () => ({ kind: 'decision-withdrawn', body: { household, round: view.sheet.round.id } }),
});
