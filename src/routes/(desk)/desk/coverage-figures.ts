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

const shareOf = (part: number, whole: number): Rate => (whole > 0 ? part / whole : null);

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

export type SortKey =
  | 'name'
  | 'grids'
  | 'households'
  | 'completeShare'
  | 'open'
  | 'noAnswer'
  | 'refused'
  | 'keyPersons'
  | 'silentPhones'
  | 'heardAt';
export type Sorting = { key: SortKey; isDown: boolean };

const valueOf = (row: CoverageRow, key: Exclude<SortKey, 'name'>): number => {
  switch (key) {
    case 'grids':
      return row.grids;
    case 'households':
    case 'open':
    case 'keyPersons':
      return row.counts[key];
    case 'completeShare':
      return figuresOf(row).completeShare ?? -1;
    case 'noAnswer':
      return row.counts.states['no-answer'] ?? 0;
    case 'refused':
      return row.counts.states['refused'] ?? 0;
    case 'silentPhones':
      return row.silentPhones;
    case 'heardAt':
      return row.heardAt ?? 0;
  }
};

/** Ties stand in the order of the codes. By name means by code, which is how the areas are listed officially. */
export const sortRows = (rows: readonly CoverageRow[], { key, isDown }: Sorting): CoverageRow[] => {
  const sign = isDown ? -1 : 1;
  const byCode = (left: CoverageRow, right: CoverageRow) => (left.code < right.code ? -1 : 1);
  return [...rows].sort(
    (left, right) =>
      sign * (key === 'name' ? byCode(left, right) : valueOf(left, key) - valueOf(right, key)) ||
      byCode(left, right),
  );
};
