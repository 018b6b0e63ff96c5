import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/round/round.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { makeAttempt, makeHousehold } from '#testing/builders.ts';
import { addCounts, countHousehold, emptyCounts, subtractCounts } from './counts.ts';
import { eligibleShare, lettersOf, ratesOf } from './rates.ts';

const household = fc
  .record({
    dispositions: fc.array(fc.constantFrom(...dispositionCodes), { maxLength: 3 }),
    withdrawn: fc.boolean(),
  })
  .map(({ dispositions, withdrawn }) =>
    makeHousehold({
      withdrawn,
      round: {
        id: 'r1',
        attempts: dispositions.map((one, at) => makeAttempt(one, { at })),
        decision: null,
      },
    }),
  );
const households = fc.array(household, { maxLength: 20 });
const sum = (counts: ReturnType<typeof emptyCounts>): number =>
  Object.values(counts.states).reduce((total, count) => total + count, 0);

describe('counts', () => {
  it('COVER-1 the states sum to the households that are not withdrawn', () => {
    fc.assert(
      fc.property(households, (list) => {
        const counts = list
          .map((one) => countHousehold(one, defaultSettings))
          .reduce(addCounts, emptyCounts());
        expect(sum(counts)).toBe(list.filter(({ withdrawn }) => !withdrawn).length);
        expect(counts.households).toBe(sum(counts));
        const { complete, decided } = counts.states;
        expect(counts.open).toBe(
          counts.households - complete - decided - counts.states['confirmed-empty'],
        );
      }),
      { seed: 17, numRuns: 100 },
    );
  });
  it('COVER-2 what was added can be taken away', () => {
    fc.assert(
      fc.property(household, household, (one, other) => {
        const [a, b] = [
          countHousehold(one, defaultSettings),
          countHousehold(other, defaultSettings),
        ];
        expect(subtractCounts(addCounts(a, b), b)).toEqual(a);
      }),
      { seed: 19, numRuns: 100 },
    );
  });
  it('COVER-1 counts people and key persons', () => {
    const attempts = [
      makeAttempt('complete', { keys: { p1: ['fever'] } }),
      makeAttempt('partial', { keys: { p1: ['fever'], p2: ['contact'] } }),
    ];
    const home = makeHousehold({
      facts: { ...makeHousehold().facts, residents: 4 },
      round: { id: 'r1', attempts, decision: null },
    });
    expect(countHousehold(home, defaultSettings)).toMatchObject({ residents: 4, keyPersons: 2 });
  });
});

describe('rates', () => {
  it('RATE-1 the worked example of domain.md', () => {
    const counts = { I: 5, P: 3, R: 2, NC: 1, O: 2, UH: 1, UO: 1, NE: 0 };
    const { rr, coop } = ratesOf(counts, 0.5);
    const expected = [1 / 3, 8 / 15, 5 / 14, 4 / 7, 5 / 13, 8 / 13];
    rr.forEach((rate, at) => expect(rate).toBeCloseTo(expected[at] ?? 0, 12));
    coop.forEach((rate, at) =>
      expect(rate).toBeCloseTo([5 / 12, 2 / 3, 1 / 2, 4 / 5][at] ?? 0, 12),
    );
    expect(eligibleShare({ ...counts, NE: 13 })).toBe(0.5);
  });
  it('RATE-2 nothing counted is no rate', () => {
    const none = ratesOf(lettersOf(emptyCounts()));
    expect(none.rr).toEqual([null, null, null, null, null, null]);
    expect(none.con).toEqual([null, null, null]);
  });
  it('RATE-3 a decision is never an interview', () => {
    const decided = {
      ...emptyCounts(),
      households: 1,
      states: { ...emptyCounts().states, decided: 1 },
    };
    expect(lettersOf(decided)).toMatchObject({ I: 0, NC: 1 });
  });
});
