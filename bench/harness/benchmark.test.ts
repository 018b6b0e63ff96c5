import { expect, test } from 'vitest';
import { type Figure, isKept, type Promised, ratioOf } from './benchmark.ts';

const figure = (ours: number, floor: number | null, promised: Promised): Figure => ({
  what: 'a thing',
  unit: 'ms',
  ...{ ours, floor, promised },
});

test('BENCH-1 a ratio is kept up to its most, a multiple from its least, a most up to itself', () => {
  const kept = [
    figure(20, 10, { kind: 'ratio', most: 2 }),
    figure(21, 10, { kind: 'ratio', most: 2 }),
    figure(30, 10, { kind: 'times', least: 3 }),
    figure(29, 10, { kind: 'times', least: 3 }),
    figure(100, null, { kind: 'most', most: 100 }),
    figure(101, null, { kind: 'most', most: 100 }),
  ].map(isKept);
  expect(kept).toEqual([true, false, true, false, true, false]);
});

test('BENCH-1 what has no floor has no ratio and keeps no promise of one; what promises nothing is not judged', () => {
  const bare = figure(1, null, { kind: 'ratio', most: 2 });
  expect([ratioOf(bare), isKept(bare)]).toEqual([null, false]);
  expect(isKept(figure(1, 1, { kind: 'none' }))).toBeNull();
});
