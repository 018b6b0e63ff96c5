// The pure questions behind the lists, to be timed in Chromium. Bundled for the benchmark only; never part of the app.

import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { emptyOverlay } from '#data/overlay/overlay.ts';
import { createView } from '#data/overlay/grid-view.ts';
import { buildingMatrix } from '#data/queries/building-matrix.ts';
import { reconcile } from '#data/queries/reconcile-groups.ts';
import { findHouseholds, prepareSearch } from '#data/queries/search.ts';
import type { GridView } from '#data/view.ts';

export type Documents = { sheet: GridSheet; households: Household[] };
export type Question = 'regroup' | 'filter' | 'search';

const viewOf = ({ sheet, households }: Documents): GridView =>
  createView({
    sheet,
    households: new Map(households.map((household) => [household.id, household])),
    overlay: emptyOverlay,
    applied: 0,
  });

const timed = (run: () => unknown): number => {
  const begun = performance.now();
  run();
  return performance.now() - begun;
};

/** So many answers to each question, one after the other, ms each. @param ask key of a building, text that is typed */
export const timeQuestions = (
  documents: Documents,
  { key, typed, samples }: { key: string; typed: string; samples: number },
): Record<Question, number[]> => {
  const view = viewOf(documents);
  const index = prepareSearch(view, { pinyin: null });
  const openSlots = (): unknown =>
    buildingMatrix(view, key)?.rows.map((row) =>
      row.slots.map((slot) => slot.filter((door) => door.isOpen)),
    );
  const times = (run: () => unknown): number[] => Array.from({ length: samples }, () => timed(run));
  return {
    regroup: times(() => reconcile(view)),
    filter: times(openSlots),
    search: times(() => findHouseholds(index, typed)),
  };
};
