// The parts of the stacked bar: the thirteen standings in seven, which an eye can tell apart.

import { standingStates, type StandingState } from '#core/standing/standing.ts';
import { countsOf, shareOf, type CoverageRow } from './coverage-figures.ts';

export type BarPart =
  'complete' | 'partial' | 'noAnswer' | 'stuck' | 'disputed' | 'closedOtherwise' | 'notVisited';

/** BAR-1: every state is in exactly one part, so the parts sum to the households. */
const partOf: Record<StandingState, BarPart> = {
  complete: 'complete',
  partial: 'partial',
  'no-answer': 'noAnswer',
  postponed: 'noAnswer',
  refused: 'stuck',
  'no-access': 'stuck',
  unable: 'stuck',
  'not-found': 'stuck',
  disputed: 'disputed',
  'confirmed-empty': 'closedOtherwise',
  decided: 'closedOtherwise',
  'not-visited': 'notVisited',
  unconfirmed: 'notVisited',
};
export const barParts: readonly BarPart[] = [
  'complete',
  'closedOtherwise',
  'partial',
  'disputed',
  'noAnswer',
  'stuck',
  'notVisited',
];

/** Tokens of the bar's parts, for both themes. */
export const partColours: Record<BarPart, string> = {
  complete: 'var(--done-ink)',
  closedOtherwise: 'var(--none-edge)',
  partial: 'var(--part-edge)',
  disputed: 'var(--clash-ink)',
  noAnswer: 'var(--wait-ink)',
  stuck: 'var(--stop-ink)',
  notVisited: 'var(--sunken)',
};

/** In the order of `barParts`; parts of no household are there, too. */
export const partsOf = (
  row: CoverageRow,
): { part: BarPart; households: number; share: number }[] => {
  const { states, households } = countsOf(row);
  const sums = new Map<BarPart, number>(barParts.map((part) => [part, 0]));
  for (const state of standingStates) {
    sums.set(partOf[state], (sums.get(partOf[state]) ?? 0) + states[state]);
  }
  return barParts.map((part) => ({
    part,
    households: sums.get(part) ?? 0,
    share: shareOf(sums.get(part) ?? 0, households) ?? 0,
  }));
};
