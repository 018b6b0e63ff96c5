import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Door } from '#core/address/door.ts';
import type { Attempt, Household } from '#core/household/household.ts';
import { dayMs, evening, hourMs, makeAttempt, makeHousehold, morning } from '#testing/builders.ts';
import { makeView } from '#testing/view.ts';
import { board } from './board.ts';
import { buildingMatrix } from './building-matrix.ts';
import { buildings } from './buildings.ts';
import { callbacksDue } from './callbacks-due.ts';
import { turnOf } from './door-turn.ts';
import { doorsLeft } from './doors-left.ts';
import { keyPersons } from './key-persons.ts';
import { myVisitsToday } from './my-visits.ts';
import { nextDoor } from './next-door.ts';
import { reconcile } from './reconcile-groups.ts';
import { compareNatural } from './walking-order.ts';

const at = (floor: number | null, room: string, given: Partial<Door> = {}): Partial<Household> => ({
  door: { building: '2', unit: '1', floor, room, suffix: '', ...given },
});
const visited = (id: string, attempts: Attempt[], given: Partial<Household> = {}): Household =>
  makeHousehold({ id, round: { id: 'r1', attempts, decision: null }, ...given });
const complete = (given: Partial<Attempt> = {}): Attempt =>
  makeAttempt('complete', { answered: { p1: ['health', 'outings', 'contact'] }, ...given });
const asker = { member: 's002', nowMs: morning + hourMs };

describe('WALK-1 walking order', () => {
  test('digits count as numbers', () => {
    expect(['A11', 'A2', '10', '9', '甲'].sort(compareNatural)).toEqual([
      '9',
      '10',
      'A2',
      'A11',
      '甲',
    ]);
  });

  test('a walk-up from the ground, a high-rise from the top, units as the sheet lists them', () => {
    const doors = [
      makeHousehold({ id: 'u2', ...at(1, '101', { unit: '2' }) }),
      makeHousehold({ id: 'f2', ...at(2, '201') }),
      makeHousehold({ id: 'f1b', ...at(1, '110') }),
      makeHousehold({ id: 'f1a', ...at(1, '102') }),
    ];
    expect([...makeView(doors).households.keys()]).toEqual(['f1a', 'f1b', 'f2', 'u2']);
    const building = {
      compound: 'c001',
      number: '2',
      form: 'high-rise',
      units: ['1', '2'],
      floors: 6,
    } as const;
    const tall = makeView(doors, { buildings: [{ ...building, units: ['2', '1'] }] });
    expect([...tall.households.keys()]).toEqual(['u2', 'f2', 'f1a', 'f1b']);
  });

  test('the same order whatever order the doors come in', () => {
    const doors = Array.from({ length: 12 }, (_, k) =>
      makeHousehold({
        id: `h${k}`,
        ...at((k % 3) + 1, `${k}`, { unit: `${k % 2}`, building: `${k % 4}` }),
      }),
    );
    const order = [...makeView(doors).households.keys()];
    fc.assert(
      fc.property(fc.shuffledSubarray(doors, { minLength: 12 }), (shuffled) => {
        expect([...makeView(shuffled).households.keys()]).toEqual(order);
      }),
    );
  });
});

describe('TURN-1 whose turn a door is', () => {
  test('each standing has one', () => {
    const doors = [
      makeHousehold({ id: 'new' }),
      visited('done', [complete()]),
      visited('tried', [makeAttempt('no-one-home')]),
      visited('yesterday', [makeAttempt('no-one-home', { at: morning - dayMs })]),
      visited('refused', [makeAttempt('refused')]),
      visited('agreed', [makeAttempt('postponed', { callbackAt: evening })]),
      visited('overdue', [makeAttempt('postponed', { callbackAt: morning })]),
      visited('mine', [makeAttempt('vacant', { at: morning - dayMs })]),
      visited('theirs', [makeAttempt('vacant', { at: morning - dayMs, member: 's003' })]),
    ];
    const view = makeView(doors);
    expect(doors.map((door) => [door.id, turnOf(view, door, asker)])).toEqual([
      ['new', 'now'],
      ['done', 'done'],
      ['tried', 'later'],
      ['yesterday', 'now'],
      ['refused', 'leader'],
      ['agreed', 'later'],
      ['overdue', 'now'],
      ['mine', 'colleague'],
      ['theirs', 'now'],
    ]);
  });
});

describe('LEFT doors left', () => {
  test('LEFT-1 all doors count while nothing is assigned, then only own ones', () => {
    const doors = [
      makeHousehold({ id: 'a' }),
      visited('b', [complete()]),
      visited('c', [makeAttempt('refused')]),
    ];
    expect(doorsLeft(makeView(doors), asker)).toMatchObject({
      isByAssignment: false,
      ...{ doors: 3, left: 1, done: 1, withOthers: 1, later: 0 },
    });
    const assigned = [...doors.slice(1), makeHousehold({ id: 'a', assignee: 's003' })];
    expect(doorsLeft(makeView(assigned), asker)).toMatchObject({ isByAssignment: true, doors: 0 });
  });

  test('LEFT-2 the parts are the whole; unfinished buildings from the last one visited come first', () => {
    const doors = ['1', '2', '3'].flatMap((building) => [
      makeHousehold({ id: `${building}a`, ...at(1, '101', { building }) }),
      visited(
        `${building}b`,
        building === '2' ? [makeAttempt('refused')] : [],
        at(1, '102', { building }),
      ),
    ]);
    const left = doorsLeft(makeView(doors), asker);
    expect(left.left + left.withOthers + left.done).toBe(left.doors);
    expect(left.buildings.map(({ number }) => number)).toEqual(['2', '1', '3']);
  });
});

describe('NEXT-1 next door', () => {
  const row = ['101', '102', '103', '104'];
  const doors = (attempts: Record<string, Attempt[]>): Household[] =>
    row.map((room) => visited(room, attempts[room] ?? [], at(1, room)));

  test('the first door, then the one after the last visited, then round again', () => {
    expect(nextDoor(makeView(doors({})), asker)?.id).toBe('101');
    expect(nextDoor(makeView(doors({ 102: [complete()] })), asker)?.id).toBe('103');
    const last = doors({ 104: [complete()], 103: [complete({ at: morning - 1 })] });
    expect(nextDoor(makeView(last), asker)?.id).toBe('101');
    expect(nextDoor(makeView(last), asker, '101')?.id).toBe('102');
  });

  test('doors tried today come last; null when nothing is left', () => {
    const tried = doors({
      101: [makeAttempt('no-one-home')],
      102: [complete()],
      103: [complete()],
      104: [complete()],
    });
    expect(nextDoor(makeView(tried), asker)?.id).toBe('101');
    expect(
      nextDoor(makeView(doors(Object.fromEntries(row.map((room) => [room, [complete()]])))), asker),
    ).toBeNull();
  });
});

test('CALL-1 agreed times on top by time, then what is owed: what can be paid now first', () => {
  const doors = [
    visited(
      'evening',
      [
        makeAttempt('no-one-home', { at: morning - dayMs }),
        makeAttempt('no-one-home', { at: morning - dayMs + hourMs }),
      ],
      at(1, '101'),
    ),
    visited('late', [makeAttempt('postponed', { callbackAt: evening })], at(1, '102')),
    visited('soon', [makeAttempt('postponed', { callbackAt: morning })], at(1, '103')),
    visited('once', [makeAttempt('no-one-home', { at: morning - dayMs })], at(1, '104')),
  ];
  const due = callbacksDue(makeView(doors), asker).map(({ household, isDue }) => [
    household.id,
    isDue,
  ]);
  expect(due).toEqual([
    ['soon', true],
    ['late', false],
    ['once', true],
    ['evening', false],
  ]);
  const later = callbacksDue(makeView(doors), { ...asker, nowMs: evening });
  expect(later.every(({ isDue }) => isDue)).toBe(true);
});

describe('MATRIX the picture of a building', () => {
  test('MATRIX-1 floors from the top, units side by side, every household in one slot', () => {
    const doors = [
      makeHousehold({ id: '101', ...at(1, '101') }),
      makeHousehold({ id: '102', ...at(1, '102') }),
      makeHousehold({ id: '202', ...at(2, '202') }),
      makeHousehold({ id: 'u2', ...at(2, '201', { unit: '2' }) }),
    ];
    const matrix = buildingMatrix(makeView(doors), 'c001/2');
    expect(matrix).toMatchObject({
      shape: 'storeys',
      doors: 4,
      open: 4,
      units: [
        { unit: '1', span: 2 },
        { unit: '2', span: 1 },
      ],
    });
    expect(
      matrix?.rows.map(({ floor, slots }) => [
        floor,
        ...slots.map((slot) => slot.map(({ household }) => household.id).join()),
      ]),
    ).toEqual([
      [2, '', '202', 'u2'],
      [1, '101', '102', ''],
    ]);
  });

  test('MATRIX-2 doors of the tenth floor and rooms without numbers have their places', () => {
    const tall = [
      makeHousehold({ id: 'a', ...at(10, '1001') }),
      makeHousehold({ id: 'b', ...at(10, '1012') }),
    ];
    expect(buildingMatrix(makeView(tall), 'c001/2')?.columns).toHaveLength(12);
    const named = [
      makeHousehold({ id: 'a', ...at(1, '东户') }),
      makeHousehold({ id: 'b', ...at(1, '西户') }),
      makeHousehold({ id: 'c', ...at(2, '西户') }),
    ];
    const matrix = buildingMatrix(makeView(named), 'c001/2');
    expect(matrix?.rows.flatMap(({ slots }) => slots.flat())).toHaveLength(3);
  });

  test('MATRIX-3 two tenancies share a slot', () => {
    const doors = ['', 'A'].map((suffix) =>
      makeHousehold({ id: `h${suffix}`, ...at(1, '101', { suffix }) }),
    );
    expect(buildingMatrix(makeView(doors), 'c001/2')?.rows[0]?.slots[0]).toHaveLength(2);
  });

  test('MATRIX-4 bungalows are rows; an unknown building is none', () => {
    const doors = ['5', '6', '10'].map((room) =>
      makeHousehold({ id: room, ...at(null, room, { building: '3排', unit: '' }) }),
    );
    const matrix = buildingMatrix(makeView(doors), 'c001/3排');
    expect(matrix).toMatchObject({ shape: 'rows', building: null, form: 'courtyard' });
    expect(matrix?.rows[0]?.slots.flat().map(({ household }) => household.id)).toEqual([
      '5',
      '6',
      '10',
    ]);
    expect(buildingMatrix(makeView(doors), 'c001/9')).toBeNull();
  });
});

test('REC-1 and REC-2 the groups are the roster, and the open groups the one number', () => {
  const attempts = fc.array(
    fc.record({
      disposition: fc.constantFrom(
        'complete',
        'partial',
        'refused',
        'no-access',
        'no-one-home',
        'no-one-able',
        'postponed',
        'unable',
        'not-found',
        'vacant',
        'demolished',
      ),
      days: fc.integer({ min: 0, max: 3 }),
      member: fc.constantFrom('s002', 's003'),
    }),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(fc.array(attempts, { maxLength: 12 }), (all) => {
      const doors = all.map((list, k) =>
        visited(
          `h${k}`,
          list.map(({ disposition, days, member }, n) =>
            makeAttempt(disposition as never, {
              visit: `aa.${n + 1}`,
              at: morning + days * dayMs + n,
              member,
            }),
          ),
        ),
      );
      const found = reconcile(makeView(doors));
      const rows = found.groups.flatMap((group) => group.rows.map(({ household }) => household.id));
      expect([...rows].sort()).toEqual(doors.map(({ id }) => id).sort());
      const open = found.groups
        .filter(({ isOpen }) => isOpen)
        .flatMap((group) => group.rows).length;
      expect([found.open, found.closed]).toEqual([open, doors.length - open]);
    }),
    { numRuns: 60 },
  );
});

test('board and buildings: who was last where, and what is open by whom', () => {
  const doors = [
    visited('a', [complete()], { ...at(1, '101'), assignee: 's002' }),
    visited('b', [makeAttempt('refused', { at: morning + 5, visit: 'aa.9' })], {
      ...at(1, '102'),
      assignee: 's002',
    }),
    makeHousehold({ id: 'c', ...at(1, '103') }),
  ];
  const view = makeView(doors);
  const [, first] = board(view, asker.nowMs).members;
  expect(first).toMatchObject({
    visitsToday: 2,
    doors: 2,
    open: 1,
    last: { household: { id: 'b' } },
  });
  expect(board(view, asker.nowMs).unassignedOpen).toBe(1);
  expect(buildings(view)).toMatchObject([
    { key: 'c001/2', open: 2, states: { complete: 1, refused: 1, 'not-visited': 1 } },
  ]);
  expect(myVisitsToday(view, asker).map(({ household }) => household.id)).toEqual(['b', 'a']);
  expect(myVisitsToday(view, { ...asker, nowMs: asker.nowMs + dayMs })).toEqual([]);
});

test('key persons, latest first', () => {
  const doors = [
    visited('a', [
      makeAttempt('complete', { keys: { p1: ['fever'] } }),
      makeAttempt('complete', { visit: 'aa.2', at: morning + 1, keys: { p1: ['travel'] } }),
    ]),
    visited('b', [makeAttempt('complete', { at: morning + 2, keys: { p7: ['contact'] } })], {
      persons: [],
    }),
  ];
  expect(
    keyPersons(makeView(doors)).map(({ personId, triggers, person }) => [
      personId,
      triggers,
      person?.id,
    ]),
  ).toEqual([
    ['p7', ['contact'], undefined],
    ['p1', ['fever', 'travel'], 'p1'],
  ]);
});
