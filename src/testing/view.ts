// A view of a grid made from a list of households, as the phone makes it, without a phone.

import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { createView } from '#data/overlay/grid-view.ts';
import { emptyOverlay } from '#data/overlay/overlay.ts';
import type { GridView } from '#data/view.ts';
import { makeSheet } from './builders.ts';

export const makeView = (
  households: readonly Household[],
  given: Partial<GridSheet> = {},
): GridView =>
  createView({
    sheet: makeSheet(given),
    households: new Map(households.map((household) => [household.id, household])),
    overlay: emptyOverlay,
    applied: 100,
  });
