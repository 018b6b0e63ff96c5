import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GridEvent } from '#core/event/event.ts';
import { applyEvents, makeGrid, type GridInMemory } from '#testing/apply.ts';
import {
  dayMs,
  evening,
  hourMs,
  makeAttempt,
  makeEvent,
  makeHousehold,
  makePerson,
  makeSheet,
  makeVisit,
  morning,
  wellAnswers,
} from '#testing/builders.ts';
import { canonicalJson } from './canonical.ts';
import { reduceEvent } from './reduce.ts';

const grid = (): GridInMemory => makeGrid(makeSheet(), [makeHousehold()]);
const household = (state: GridInMemory) => {
  const found = state.households.get('h1');
  if (found === undefined) throw new Error('h1 is gone');
  return found;
};
const phoneEvent = (
  device: string,
  phone: string,
  given: { ms?: number; n?: number; seen?: number } = {},
) =>
  makeEvent(
    'visit-recorded',
    { visit: makeVisit(), facts: { phones: [phone] }, persons: [] },
    { device, staff: device === 'aa' ? 's002' : 's003', ...given },
  );

describe('visits', () => {
  it('MERGE-8 records a visit, its answers and what was learnt, in one event', () => {
    const event = makeEvent('visit-recorded', {
      visit: makeVisit({ answers: wellAnswers('p1') }),
      facts: { residents: 2 },
      persons: [{ id: 'aa.1.1', name: '钱演示', relation: 1 }],
    });
    const state = applyEvents(grid(), [event]);
    expect(household(state).round.attempts).toEqual([
      makeAttempt('complete', {
        visit: 'aa.1',
        answered: { p1: ['health', 'outings', 'contact'] },
      }),
    ]);
    expect(household(state).facts.residents).toBe(2);
    expect(household(state).persons.map(({ id, name }) => [id, name])).toEqual([
      ['aa.1.1', '钱演示'],
      ['p1', '赵演示'],
    ]);
    expect(state.visits.get('aa.1')).toMatchObject({
      member: 's002',
      disposition: 'complete',
      voidedBy: '',
    });
  });

  it('VISIT-4 MERGE-8 a correction voids the visit that it names and leaves what it said', () => {
    const first = makeEvent('visit-recorded', {
      visit: makeVisit({ disposition: 'refused' }),
      facts: {},
      persons: [],
    });
    const second = makeEvent(
      'visit-recorded',
      { visit: makeVisit({ disposition: 'no-one-home', voids: 'aa.1' }), facts: {}, persons: [] },
      { n: 2 },
    );
    const state = applyEvents(grid(), [first, second]);
    expect(household(state).round.attempts.map(({ visit }) => visit)).toEqual(['aa.2']);
    expect(state.visits.get('aa.1')).toMatchObject({ disposition: 'refused', voidedBy: 'aa.2' });
  });

  it('MERGE-8 refuses to void what another member recorded, and lets the leader', () => {
    const first = makeEvent('visit-recorded', { visit: makeVisit(), facts: {}, persons: [] });
    const body = { visit: 'aa.1', household: 'h1', facts: {}, persons: [] };
    const other = makeEvent('visit-voided', body, { device: 'bb', staff: 's003' });
    const leader = makeEvent('visit-voided', body, { device: 'cc', staff: 's001' });
    const state = applyEvents(grid(), [first, other, leader]);
    expect(state.rejected).toEqual([{ id: 'bb.1', reason: 'not-yours' }]);
    expect(household(state).round.attempts).toEqual([]);
  });

  it('ROUND-1 the stored visit names the settings that its member saw', () => {
    const visit = makeVisit({ settings: 7 });
    const event = makeEvent('visit-recorded', { visit, facts: {}, persons: [] });
    expect(applyEvents(grid(), [event]).visits.get('aa.1')?.settings).toBe(7);
  });

  it('MERGE-9 attempts stand by time, then by id, whatever arrives first; voided ones are left out', () => {
    const visit = (device: string, visitedAt: number) =>
      makeEvent(
        'visit-recorded',
        { visit: makeVisit({ visitedAt }), facts: {}, persons: [] },
        { device },
      );
    const back = { visit: 'dd.1', household: 'h1', facts: {}, persons: [] };
    const state = applyEvents(grid(), [
      visit('cc', evening),
      visit('bb', morning),
      visit('dd', morning),
      visit('aa', morning),
      makeEvent('visit-voided', back, { device: 'dd', n: 2 }),
    ]);
    expect(household(state).round.attempts.map((one) => one.visit)).toEqual([
      'aa.1',
      'bb.1',
      'cc.1',
    ]);
  });

  it('ROUND-3 refuses a visit of another round', () => {
    const event = makeEvent('visit-recorded', {
      visit: makeVisit({ round: 'r9' }),
      facts: {},
      persons: [],
    });
    expect(applyEvents(grid(), [event]).rejected).toEqual([
      { id: 'aa.1', reason: 'unknown-round' },
    ]);
  });

  it('ROUND-4 a visit of a closed round waits for a leader, and counts when it is admitted', () => {
    const sheet = makeSheet();
    const closed = { ...sheet, round: { ...sheet.round, isClosed: true } };
    const household = makeHousehold();
    const event = makeEvent('visit-recorded', { visit: makeVisit(), facts: {}, persons: [] });
    const documents = { sheet: closed, household: () => household, visit: () => undefined };
    const at = { orderMs: morning, seq: 9 };
    expect(reduceEvent(event, at, documents)).toEqual({ kind: 'rejected', reason: 'round-closed' });
    expect(reduceEvent(event, { ...at, isAdmitted: true }, documents)).toEqual(
      reduceEvent(event, at, { ...documents, sheet }),
    );
  });

  it('ROUND-3 a visit of another round is not admitted either', () => {
    const event = makeEvent('visit-recorded', {
      visit: makeVisit({ round: 'r9' }),
      facts: {},
      persons: [],
    });
    const documents = {
      sheet: makeSheet(),
      household: () => makeHousehold(),
      visit: () => undefined,
    };
    const at = { orderMs: morning, seq: 9, isAdmitted: true };
    expect(reduceEvent(event, at, documents)).toEqual({
      kind: 'rejected',
      reason: 'unknown-round',
    });
  });
});

describe('MERGE-11 the reducer is pure', () => {
  const freeze = <Value>(value: Value): Value => {
    if (typeof value !== 'object' || value === null) return value;
    for (const inner of Object.values(value)) freeze(inner);
    return Object.freeze(value);
  };
  const events: GridEvent[] = [
    makeEvent('visit-recorded', {
      visit: makeVisit(),
      facts: { head: '钱' },
      persons: [{ id: 'p9' }],
    }),
    makeEvent('visit-voided', { visit: 'zz.1', household: 'h1', facts: {}, persons: [] }),
    makeEvent('doors-assigned', { households: ['h1'], member: 's003' }),
    makeEvent('decision-withdrawn', { household: 'h1', round: 'r1' }),
  ];

  it.each(events)(
    'MERGE-11 $kind changes nothing that it is given, and says the same twice',
    (event) => {
      const attempt = makeAttempt('no-one-home', { visit: 'zz.1', member: event.staff });
      const household = makeHousehold();
      const documents = freeze({
        sheet: makeSheet(),
        household: { ...household, round: { ...household.round, attempts: [attempt] } },
      });
      const reduce = () =>
        reduceEvent(freeze(event), freeze({ orderMs: morning, seq: 9 }), {
          sheet: documents.sheet,
          household: () => documents.household,
          visit: () => undefined,
        });
      const first = reduce();
      expect(first.kind).toBe('applied');
      expect(canonicalJson(reduce())).toBe(canonicalJson(first));
    },
  );
});

describe('fields', () => {
  it('HOUSE-1 a field that was written has a stamp with its writer, any other is as listed', () => {
    const { stamps, facts } = household(applyEvents(grid(), [phoneEvent('aa', '1')]));
    expect(stamps['phones']).toEqual([morning, 0, 'aa.1', expect.any(Number), 's002']);
    expect(stamps['head']).toBeUndefined();
    expect(facts.head).toBe(makeHousehold().facts.head);
  });

  it('MERGE-3 who had seen a value replaces it silently', () => {
    const state = applyEvents(grid(), [
      phoneEvent('aa', '1', { ms: morning + 5 }),
      phoneEvent('bb', '2', { ms: morning, seen: 99 }),
    ]);
    expect(household(state).facts.phones).toEqual(['2']);
    expect(household(state).disputes).toEqual([]);
  });

  it('MERGE-13 MERGE-3 what was seen counts no further than the number up to which numbers are known', () => {
    const state = applyEvents(grid(), [phoneEvent('aa', '1')]);
    const taken = household(state).stamps['phones']?.[3] ?? 0;
    const disputesAt = (seenAtMost: number) => {
      const at = { orderMs: morning, seq: taken + 1, seenAtMost };
      const documents = {
        sheet: state.sheet,
        household: () => household(state),
        visit: () => undefined,
      };
      const reduction = reduceEvent(phoneEvent('bb', '2', { seen: 99 }), at, documents);
      return reduction.kind === 'applied' ? reduction.households[0]?.disputes.length : reduction;
    };
    expect([disputesAt(taken - 1), disputesAt(taken)]).toEqual([1, 0]);
  });

  it('MERGE-4 two values unseen of each other are a dispute that shows the later', () => {
    const state = applyEvents(grid(), [
      phoneEvent('aa', '1', { ms: morning + 5 }),
      phoneEvent('bb', '2'),
    ]);
    const [dispute] = household(state).disputes;
    expect(household(state).facts.phones).toEqual(['1']);
    expect(dispute?.field).toBe('phones');
    expect(dispute?.claims.map(({ value }) => value)).toEqual([['1'], ['2']]);
  });

  it('MERGE-4 equal values are no dispute', () => {
    const state = applyEvents(grid(), [phoneEvent('aa', '1'), phoneEvent('bb', '1')]);
    expect(household(state).disputes).toEqual([]);
  });

  it('MERGE-5 a resolution takes away the claims it names and keeps one it had not seen', () => {
    const clash = [phoneEvent('aa', '1'), phoneEvent('bb', '2'), phoneEvent('dd', '3')];
    const resolve = (over: string[]) =>
      makeEvent(
        'dispute-resolved',
        { household: 'h1', field: 'phones', value: ['1'], over },
        { device: 'cc', staff: 's001', seen: 99, ms: evening },
      );
    const all = applyEvents(grid(), [...clash, resolve(['aa.1', 'bb.1', 'dd.1'])]);
    expect(household(all)).toMatchObject({ disputes: [], facts: { phones: ['1'] } });
    const some = applyEvents(grid(), [...clash, resolve(['aa.1', 'bb.1'])]);
    expect(household(some).disputes[0]?.claims.map(({ value }) => value)).toEqual([['1'], ['3']]);
  });

  it('MERGE-7 HOUSE-3 persons added unseen of each other are both kept, in the order of their ids', () => {
    const add = (device: string, staff: string) =>
      makeEvent(
        'visit-recorded',
        {
          visit: makeVisit(),
          facts: {},
          persons: [{ id: `${device}.1.1`, name: `${device}演示` }],
        },
        { device, staff },
      );
    const state = applyEvents(grid(), [add('bb', 's003'), add('aa', 's002')]);
    expect(household(state).persons.map(({ name }) => name)).toEqual([
      'aa演示',
      'bb演示',
      '赵演示',
    ]);
    expect(household(state).disputes).toEqual([]);
  });

  it('MERGE-6 one write per device gives the same fields and claims in every order', () => {
    const write = fc.record({
      phone: fc.constantFrom('1', '2', '3'),
      ms: fc.integer({ min: 0, max: 3 }),
    });
    const writes = fc.array(write, { minLength: 2, maxLength: 5 });
    const fieldsOf = (events: GridEvent[]): string => {
      const { facts, disputes } = household(applyEvents(grid(), events));
      // Numbers in the grid follow the order of arrival; nothing else may.
      const claims = disputes.map(({ claims }) =>
        claims.map(({ value, stamp }) => [value, stamp?.[0], stamp?.[2]]),
      );
      return canonicalJson({ phones: facts.phones, claims });
    };
    const property = fc.property(
      writes.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(
            list.map((_, at) => at),
            { minLength: list.length },
          ),
        ),
      ),
      ([list, order]) => {
        const events = list.map(({ phone, ms }, at) =>
          phoneEvent(`a${at + 2}`, phone, { ms: morning + ms, seen: 0 }),
        );
        expect(fieldsOf(order.map((at) => events[at] as GridEvent))).toBe(fieldsOf(events));
      },
    );
    fc.assert(property, { seed: 20200210, numRuns: 300 });
  });
});

describe('doors and orders', () => {
  it('HOUSE-5 lists a door under the id of its event', () => {
    const door = { building: '2', unit: '1', floor: 7, room: '701', suffix: '' };
    const body = { household: 'aa.1', compound: 'c001', door, round: 'r1', listedAt: morning };
    const state = applyEvents(grid(), [makeEvent('household-listed', body)]);
    expect(state.households.get('aa.1')).toMatchObject({
      door,
      listed: { by: 's002', at: morning },
    });
    const forged = applyEvents(grid(), [
      makeEvent('household-listed', { ...body, household: 'h7' }),
    ]);
    expect(forged.rejected).toEqual([{ id: 'aa.1', reason: 'bad-shape' }]);
  });

  it('HOUSE-6 takes a listing back, but not a door of the roster', () => {
    const door = { building: '2', unit: '1', floor: 7, room: '701', suffix: '' };
    const listed = makeEvent('household-listed', {
      household: 'aa.1',
      compound: 'c001',
      door,
      round: 'r1',
      listedAt: morning,
    });
    const back = makeEvent('household-withdrawn', { household: 'aa.1' }, { n: 2 });
    const roster = makeEvent('household-withdrawn', { household: 'h1' }, { n: 3 });
    const state = applyEvents(grid(), [listed, back, roster]);
    expect(state.households.get('aa.1')?.withdrawn).toBe(true);
    expect(state.rejected).toEqual([{ id: 'aa.3', reason: 'not-allowed' }]);
  });

  it('MERGE-10 the later assignment stands, whatever arrives first', () => {
    const assign = (member: string, device: string, ms: number) =>
      makeEvent(
        'doors-assigned',
        { households: ['h1', 'gone'], member },
        { device, ms, staff: 's001', seen: 0 },
      );
    const early = assign('s002', 'cc', morning);
    const late = assign('s003', 'dd', evening);
    expect(household(applyEvents(grid(), [early, late])).assignee).toBe('s003');
    expect(household(applyEvents(grid(), [late, early])).assignee).toBe('s003');
  });

  it('DECIDE-1 DECIDE-2 refuses to decide a door that still owes attempts', () => {
    const decide = makeEvent(
      'decision-made',
      { household: 'h1', round: 'r1', reason: 'other', sentence: '物业证实', decidedAt: evening },
      { device: 'cc', staff: 's001' },
    );
    const one = makeHousehold({
      round: { id: 'r1', attempts: [makeAttempt('no-one-home')], decision: null },
    });
    expect(applyEvents(makeGrid(makeSheet(), [one]), [decide]).rejected).toEqual([
      { id: 'cc.1', reason: 'attempts-owed' },
    ]);
    const attempts = [morning, morning + hourMs, evening + dayMs].map((at) =>
      makeAttempt('no-one-home', { at }),
    );
    const three = makeHousehold({ round: { id: 'r1', attempts, decision: null } });
    const state = applyEvents(makeGrid(makeSheet(), [three]), [decide]);
    expect(household(state).round.decision).toEqual({
      event: 'cc.1',
      by: 's001',
      at: evening,
      reason: 'other',
      sentence: '物业证实',
    });
  });
});

it('MERGE-12 a rejected event changes nothing', () => {
  const before = canonicalJson(household(grid()));
  const events = [
    makeEvent('dispute-resolved', { household: 'h1', field: 'phones', value: [], over: [] }),
    makeEvent(
      'visit-voided',
      { visit: 'zz.9', household: 'h1', facts: { head: 'x' }, persons: [] },
      { n: 2 },
    ),
    makeEvent('doors-assigned', { households: ['h1'], member: 's999' }, { n: 3 }),
  ];
  const state = applyEvents(grid(), events);
  expect(state.rejected.map(({ reason }) => reason)).toEqual([
    'no-dispute',
    'unknown-visit',
    'unknown-member',
  ]);
  expect(canonicalJson(household(state))).toBe(before);
});

it('HOUSE-2 a person who left stays in the document', () => {
  const home = makeHousehold({ persons: [makePerson({ id: 'p1' }), makePerson({ id: 'p2' })] });
  const gone = makeEvent('visit-recorded', {
    visit: makeVisit(),
    facts: {},
    persons: [{ id: 'p2', gone: 'moved-out' }],
  });
  expect(household(applyEvents(makeGrid(makeSheet(), [home]), [gone])).persons).toHaveLength(2);
});
