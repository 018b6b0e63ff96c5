// The figures of one row of coverage, ready to be shown and sorted: shares are 0–1, null where nothing is counted.

import { lettersOf, ratesOf, type LetterCounts, type Rate } from '#core/coverage/rates.ts';
import type { AreaCounts } from '#core/coverage/counts.ts';
import { standingStates, type StandingState } from '#core/standing/standing.ts';
import type { App } from '#session/app.ts';

export type CoverageAnswer = NonNullable<Awaited<ReturnType<App['coverage']>>>;
export type Coverage = CoverageAnswer['coverage'];
export type CoverageRow = Coverage['area'];

/** The counts of a row with every state present: the wire leaves out what it does not know. */
export const countsOf = ({ counts }: CoverageRow): AreaCounts => ({
  ...counts,
  states: Object.fromEntries(
    standingStates.map((state) => [state, counts.states[state] ?? 0]),
  ) as Record<StandingState, number>,
});

/** Null where nothing is counted. */
export const shareOf = (part: number, whole: number): Rate => (whole > 0 ? part / whole : null);

export type Figures = {
  completeShare: Rate;
  noAnswer: number;
  closedOtherwise: number;
  letters: LetterCounts;
  rates: { name: string; formula: string; value: Rate }[];
};

const known = 'I + P + R + NC + O';
const all = `${known} + UH`;
const likely = `${known} + e·UH`;
const contacted = 'I + P + R + O';

const formulas: Record<'rr' | 'coop' | 'ref' | 'con', string[]> = {
  rr: [
    `I / (${all})`,
    `(I + P) / (${all})`,
    `I / (${likely})`,
    `(I + P) / (${likely})`,
    `I / (${known})`,
    `(I + P) / (${known})`,
  ],
  coop: [
    `I / (${contacted})`,
    `(I + P) / (${contacted})`,
    'I / (I + P + R)',
    '(I + P) / (I + P + R)',
  ],
  ref: [`R / (${all})`, `R / (${likely})`, `R / (${known})`],
  con: [`(${contacted}) / (${all})`, `(${contacted}) / (${likely})`, `(${contacted}) / (${known})`],
};

const ratesNamed = (letters: LetterCounts): Figures['rates'] => {
  const rates = ratesOf(letters);
  return (['rr', 'coop', 'ref', 'con'] as const).flatMap((family) =>
    rates[family].map((value, index) => ({
      name: `${family.toUpperCase()}${index + 1}`,
      formula: formulas[family][index] ?? '',
      value,
    })),
  );
};

export const figuresOf = (row: CoverageRow): Figures => {
  const counts = countsOf(row);
  const letters = lettersOf(counts);
  return {
    completeShare: shareOf(counts.states.complete, counts.households),
    noAnswer: counts.states['no-answer'],
    closedOtherwise: counts.states['confirmed-empty'] + counts.states.decided,
    letters,
    rates: ratesNamed(letters),
  };
};
