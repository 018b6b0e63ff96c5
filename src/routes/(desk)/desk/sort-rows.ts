// The order of the rows of coverage, by any column.

import { figuresOf, type CoverageRow } from './coverage-figures.ts';

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

/** What rows of a narrow screen are sorted by: the figures that they show, and those that somebody asks for. */
export const sortKeys: readonly SortKey[] = [
  'name',
  'completeShare',
  'households',
  'open',
  'noAnswer',
  'keyPersons',
  'silentPhones',
  'heardAt',
];

/** The same column once more turns the order; names start from the first, figures from the largest. */
export const sortedNext = (now: Sorting, key: SortKey): Sorting =>
  key === now.key ? { key, isDown: !now.isDown } : { key, isDown: key !== 'name' };

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
