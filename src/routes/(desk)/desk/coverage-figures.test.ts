import { describe, expect, test } from 'vitest';
import { fixtureCoverage } from '#testing/fixture-desk.ts';
import { partsOf } from './bar-parts.ts';
import { figuresOf } from './coverage-figures.ts';
import { sortRows } from './sort-rows.ts';

const { area, rows } = fixtureCoverage('', Date.UTC(2020, 1, 18, 10));

describe('figures of coverage', () => {
  test('BAR-1 the parts of the bar sum to the households', () => {
    for (const row of [area, ...rows]) {
      const sum = partsOf(row).reduce((total, { households }) => total + households, 0);
      expect(sum).toBe(row.counts.households);
    }
  });

  test('COVER-2 the seven letters sum to the households', () => {
    const { UO, ...letters } = figuresOf(area).letters;
    expect(UO).toBe(0);
    expect(Object.values(letters).reduce((sum, count) => sum + count, 0)).toBe(
      area.counts.households,
    );
  });

  test('RATE-2 an area without households has shares of nothing, not of 0', () => {
    const empty = { ...area, counts: { ...area.counts, households: 0, states: {} } };
    const { completeShare, rates } = figuresOf(empty);
    expect(
      [completeShare, ...rates.map(({ value }) => value)].every((value) => value === null),
    ).toBe(true);
  });

  test('rates carry their names and formulas in order', () => {
    const { rates } = figuresOf(area);
    expect(rates.map(({ name }) => name).join(' ')).toBe(
      'RR1 RR2 RR3 RR4 RR5 RR6 COOP1 COOP2 COOP3 COOP4 REF1 REF2 REF3 CON1 CON2 CON3',
    );
    expect(rates.every(({ formula }) => formula !== '')).toBe(true);
  });

  test('rows sort by any figure, ties by code', () => {
    const down = sortRows(rows, { key: 'households', isDown: true });
    expect(down[0]?.counts.households).toBe(14_697);
    const same = rows.map((row) => ({ ...row, silentPhones: 0 }));
    expect(sortRows(same, { key: 'silentPhones', isDown: true }).map(({ code }) => code)).toEqual(
      same.map(({ code }) => code).sort(),
    );
  });
});
