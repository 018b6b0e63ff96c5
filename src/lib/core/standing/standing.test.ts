import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Attempt, Household } from '#core/household/household.ts';
import { defaultSettings } from '#core/round/round.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { contactModes } from '#core/visit/visit.ts';
import {
  dayMs,
  evening,
  makeAttempt,
  makeHousehold,
  makePerson,
  morning,
} from '#testing/builders.ts';
import { isOpen, standingOf, type Standing } from './standing.ts';

const all = ['health', 'outings', 'contact'] as const;
const standing = (attempts: Attempt[], given: Partial<Household> = {}): Standing =>
  standingOf(
    makeHousehold({
      ...given,
      round: { id: 'r1', attempts, decision: given.round?.decision ?? null },
    }),
    defaultSettings,
  );
const complete = (given: Partial<Attempt> = {}) =>
  makeAttempt('complete', { answered: { p1: [...all] }, ...given });

describe('complete and partial', () => {
  it('STAND-4 a visit in which everybody answered closes the door', () => {
    expect(standing([complete()])).toEqual({
      state: 'complete',
      on: '2020-02-10',
      isHearsay: false,
    });
  });

  it('STAND-3 answers of several visits count together', () => {
    const first = makeAttempt('partial', { answered: { p1: ['health'] } });
    const second = makeAttempt('partial', {
      visit: 'aa.2',
      answered: { p1: ['outings', 'contact'] },
    });
    expect(standing([first, second]).state).toBe('complete');
  });

  it('STAND-2 the union of answers closes, the latest visit names why a door is still open', () => {
    const parts = [
      makeAttempt('partial', { answered: { p1: ['health', 'outings'] } }),
      makeAttempt('partial', { visit: 'aa.2', at: evening, answered: { p1: ['contact'] } }),
      makeAttempt('refused', { visit: 'aa.3', at: evening + 1 }),
    ];
    expect(standing(parts).state).toBe('complete');
    const [refused, noAccess] = [makeAttempt('refused'), makeAttempt('no-access', { at: evening })];
    expect(standing([refused, noAccess]).state).toBe('no-access');
    expect(standing([{ ...noAccess, at: morning - 1 }, refused]).state).toBe('refused');
  });

  it('STAND-4 names the person and the answers that are missing, and people not written down', () => {
    const persons = [
      makePerson({ id: 'p1' }),
      makePerson({ id: 'p2' }),
      makePerson({ id: 'p3', residence: 'away' }),
    ];
    const facts = { ...makeHousehold().facts, residents: 5 };
    expect(
      standing([complete({ answered: { p1: ['health'], p2: [...all] } })], { persons, facts }),
    ).toEqual({
      state: 'partial',
      missing: [{ person: 'p1', answers: ['outings', 'contact'] }],
      unnamed: 2,
      isHearsay: false,
    });
  });

  it('STAND-4 a complete visit to a household without a single person is partial', () => {
    const facts = { ...makeHousehold().facts, residents: null };
    expect(standing([makeAttempt('complete')], { persons: [], facts })).toMatchObject({
      state: 'partial',
      unnamed: 1,
    });
  });

  it('STAND-7 VISIT-6 a proxy closes nothing before the attempts are made, and closes after', () => {
    const proxy = complete({ mode: 'proxy', visit: 'aa.9', at: morning + 3 * dayMs });
    expect(standing([proxy])).toEqual({
      state: 'partial',
      missing: [],
      unnamed: 0,
      isHearsay: true,
    });
    const tries = [morning, morning + dayMs, evening + dayMs].map((at) =>
      makeAttempt('no-one-home', { at }),
    );
    expect(standing([...tries, proxy])).toMatchObject({ state: 'complete', isHearsay: true });
  });
});

describe('no one home', () => {
  const home = (at: number) => makeAttempt('no-one-home', { at });
  it('STAND-6 says what is still owed', () => {
    expect(standing([home(morning)])).toEqual({
      state: 'no-answer',
      disposition: 'no-one-home',
      attempts: 1,
      owed: { attempts: 2, days: 1, evening: true },
    });
    expect(standing([home(morning), home(evening), home(evening + 1)])).toMatchObject({
      owed: { attempts: 0, days: 1, evening: false },
    });
  });
  it('STAND-6 counts a visit that found nobody able to answer as an attempt', () => {
    const child = makeAttempt('no-one-able', { at: morning });
    expect(standing([child, home(morning + dayMs), home(evening + dayMs)])).toMatchObject({
      attempts: 3,
      owed: { attempts: 0, days: 0, evening: false },
    });
  });
  it('STAND-6 stays open when nothing is owed: somebody has to close it', () => {
    const tried = standing([home(morning), home(morning + dayMs), home(evening + dayMs)]);
    expect(tried).toMatchObject({
      state: 'no-answer',
      owed: { attempts: 0, days: 0, evening: false },
    });
    expect(isOpen(tried)).toBe(true);
  });
});

describe('empty doors', () => {
  const vacant = (member: string, at: number) => makeAttempt('vacant', { member, at });
  it('STAND-8 VISIT-2 one word, one member or one day is not enough', () => {
    expect(standing([vacant('s002', morning)])).toEqual({
      state: 'unconfirmed',
      disposition: 'vacant',
      notBy: ['s002'],
      notOn: ['2020-02-10'],
    });
    expect(standing([vacant('s002', morning), vacant('s002', morning + dayMs)]).state).toBe(
      'unconfirmed',
    );
    expect(standing([vacant('s002', morning), vacant('s003', evening)]).state).toBe('unconfirmed');
  });
  it('STAND-8 two members on two days confirm', () => {
    expect(standing([vacant('s002', morning), vacant('s003', morning + dayMs)])).toEqual({
      state: 'confirmed-empty',
      disposition: 'vacant',
      on: '2020-02-11',
    });
  });
  it('STAND-8 somebody met in between starts the count anew', () => {
    const met = makeAttempt('refused', { at: morning + 1 });
    expect(standing([vacant('s002', morning), met, vacant('s003', morning + dayMs)]).state).toBe(
      'unconfirmed',
    );
  });
});

describe('decisions and disputes', () => {
  const decision = {
    event: 'cc.1',
    by: 's001',
    at: evening,
    reason: 'other',
    sentence: '物业证实',
  } as const;
  const decided = { round: { id: 'r1', attempts: [], decision } };
  it('STAND-5 a decision closes what is open, a registration goes before it', () => {
    expect(standing([makeAttempt('refused')], decided).state).toBe('decided');
    expect(standing([complete()], decided).state).toBe('complete');
  });
  it('STAND-9 a clash keeps a complete door open', () => {
    const disputes = [{ field: 'phones', claims: [] }];
    expect(standing([complete()], { disputes })).toEqual({ state: 'disputed', fields: ['phones'] });
    expect(standing([makeAttempt('refused')], { disputes }).state).toBe('refused');
  });
});

describe('all visits', () => {
  const attempt = fc
    .record({
      disposition: fc.constantFrom(...dispositionCodes),
      mode: fc.constantFrom(...contactModes),
      member: fc.constantFrom('s002', 's003'),
      hours: fc.integer({ min: 0, max: 72 }),
      answers: fc.subarray([...all]),
    })
    .map(({ disposition, mode, member, hours, answers }): Attempt =>
      makeAttempt(disposition, {
        mode,
        member,
        at: morning + hours * 3_600_000,
        answered: { p1: answers },
      }),
    );
  const attempts = fc
    .array(attempt, { maxLength: 6 })
    .map((list) =>
      list.map((one, at) => ({ ...one, visit: `aa.${at + 1}` })).sort((a, b) => a.at - b.at),
    );

  it('COVER-1 every door has exactly one standing', () => {
    fc.assert(
      fc.property(attempts, (list) => {
        expect(typeof standing(list).state).toBe('string');
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('STAND-5 closing is monotone: one more own-word complete registration closes every door', () => {
    fc.assert(
      fc.property(attempts, (list) => {
        const more = [...list, complete({ visit: 'zz.1', at: morning + 100 * dayMs })];
        expect(isOpen(standing(more))).toBe(false);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('STAND-5 a complete door is not opened again by any later visit', () => {
    fc.assert(
      fc.property(attempts, attempt, (list, later) => {
        const closed = [...list, complete({ visit: 'zz.1', at: morning + 100 * dayMs })];
        const more = [...closed, { ...later, visit: 'zz.2', at: morning + 101 * dayMs }];
        expect(standing(more).state).toBe('complete');
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
