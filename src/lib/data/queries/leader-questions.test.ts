import { describe, expect, test } from 'vitest';
import type { Attempt, Household } from '#core/household/household.ts';
import { standingOf } from '#core/standing/standing.ts';
import {
  dayMs,
  evening,
  makeAttempt,
  makeHousehold,
  makeSheet,
  morning,
} from '#testing/builders.ts';
import type { GridView } from '../view.ts';
import { assignmentPlan, movedDoors } from './assignment-plan.ts';
import { openDisputes } from './disputes.ts';
import { decisionBarOf, mostUseful, nextStepOf } from './next-step.ts';
import { openReasons } from './open-reasons.ts';
import { reconcile } from './reconcile-groups.ts';

const viewOf = (households: Household[]): GridView => {
  const sheet = makeSheet();
  return {
    sheet,
    households: new Map(households.map((one) => [one.id, one])),
    standings: new Map(households.map((one) => [one.id, standingOf(one, sheet.settings)])),
    unsent: new Set(),
    applied: 1,
  };
};

const door = (id: string, attempts: Attempt[], given: Partial<Household> = {}): Household =>
  makeHousehold({ id, round: { id: 'r1', attempts, decision: null }, ...given });

const unit = (unitName: string, room: string): Partial<Household> => ({
  door: { building: '2', unit: unitName, floor: 1, room, suffix: '' },
});

const whole = { answered: { p1: ['health', 'outings', 'contact'] as const } };
const complete = (): Attempt =>
  makeAttempt('complete', { answered: { p1: [...whole.answered.p1] } });

const triedOnce = (): Attempt[] => [makeAttempt('no-one-home')];
const triedEnough = (): Attempt[] => [
  makeAttempt('no-one-home'),
  makeAttempt('no-one-home', { at: evening }),
  makeAttempt('no-one-home', { at: morning + dayMs }),
];

const twoPhones = [
  {
    field: 'phones',
    claims: [
      { value: ['13800000001'], stamp: [morning + 1, 0, 'aa.1', 3, 's002'] as never },
      { value: ['13800000002'], stamp: null },
    ],
  },
];

describe('openReasons', () => {
  test('WHY-1 says of doors without an answer what each still owes', () => {
    const view = viewOf([
      door('h1', triedOnce()),
      door('h2', [makeAttempt('no-one-home', { at: evening })]),
      door('h3', triedEnough()),
    ]);
    expect(openReasons(view, reconcile(view), morning).noAnswer).toEqual({
      evening: ['h1'],
      otherDay: ['h1', 'h2'],
      ready: ['h3'],
    });
  });

  test('WHY-1 tells people not written down from answers not given', () => {
    const { facts } = makeHousehold();
    const view = viewOf([
      door('h1', [complete()], { facts: { ...facts, residents: 3 } }),
      door('h2', [makeAttempt('partial')]),
      door('h3', [{ ...complete(), mode: 'proxy' }]),
    ]);
    expect(openReasons(view, reconcile(view), morning).partial).toEqual({
      persons: 1,
      answers: 1,
      hearsay: 1,
    });
  });

  test('WHY-1 sorts agreed times by what is due, today, later or not said', () => {
    const at = (id: string, callbackAt: number | null): Household =>
      door(id, [makeAttempt('postponed', { callbackAt })]);
    const view = viewOf([
      at('h1', morning),
      at('h2', evening),
      at('h3', evening + dayMs),
      at('h4', null),
    ]);
    expect(openReasons(view, reconcile(view), morning).postponed).toEqual({
      due: 1,
      today: 1,
      later: 1,
      untold: 1,
    });
  });
});

describe('nextStepOf, decisionBarOf', () => {
  test('STEP-1 STEP-3 a door that owes an evening is visited in the evening and not decided', () => {
    const { standings } = viewOf([door('h1', triedOnce()), door('h2', triedEnough())]);
    const [first, second] = [...standings.values()];
    expect(first && [nextStepOf(first), decisionBarOf(first)?.kind]).toEqual([
      'visit-evening',
      'attempts-owed',
    ]);
    expect(second && [nextStepOf(second), decisionBarOf(second)]).toEqual(['decide', null]);
  });

  test('STEP-1 closed doors have no next step', () => {
    const { standings } = viewOf([door('h1', [complete()])]);
    const [standing] = [...standings.values()];
    expect(standing && [nextStepOf(standing), decisionBarOf(standing)]).toEqual([
      null,
      { kind: 'closed' },
    ]);
  });
});

describe('mostUseful', () => {
  const useful = (households: Household[], nowMs = morning) => {
    const view = viewOf(households);
    return mostUseful(view, reconcile(view), nowMs);
  };

  test('STEP-2 deals out doors while nobody has any', () => {
    expect(useful([door('h1', [])])).toEqual({ kind: 'assign-all', doors: 1 });
  });

  test('STEP-2 the evening before everything else, until it is over', () => {
    const households = [
      door('h1', triedOnce(), { assignee: 's002' }),
      door('h2', [complete()], { disputes: twoPhones }),
    ];
    expect(useful(households)).toEqual({
      kind: 'assign-evening',
      doors: ['h1'],
      fromHour: 18,
      isNow: false,
    });
    expect(useful(households, evening + 3 * 3_600_000)).toEqual({ kind: 'resolve', disputes: 1 });
  });

  test('STEP-2 nothing open', () => {
    expect(useful([door('h1', [complete()])])).toEqual({ kind: 'nothing-open' });
  });

  test('STEP-2 doors of nobody, then the largest group', () => {
    expect(useful([door('h1', [], { assignee: 's002' }), door('h2', [])])).toEqual({
      kind: 'assign-unassigned',
      doors: 1,
    });
    expect(useful([door('h1', [], { assignee: 's002' })])).toEqual({
      kind: 'look',
      state: 'not-visited',
      doors: 1,
    });
  });
});

describe('assignmentPlan', () => {
  test('PLAN-1 PLAN-2 deals open doors alone and counts what members keep', () => {
    const view = viewOf([
      door('h1', [], { ...unit('1', '101'), assignee: 's002' }),
      door('h2', [complete()], unit('1', '102')),
      door('h3', [], unit('2', '101')),
      door('h4', [], unit('2', '102')),
    ]);
    const plan = assignmentPlan(view, {
      doors: new Set(['h2', 'h3', 'h4']),
      members: ['s002', 's003'],
    });
    expect(plan).toEqual({
      shares: [
        { member: 's002', households: [], before: 1, left: 1 },
        { member: 's003', households: ['h3', 'h4'], before: 0, left: 2 },
      ],
      doors: 2,
      moved: 2,
    });
  });

  test('PLAN-3 a plan carried out is not changed by the next one', () => {
    const households = ['1', '2'].flatMap((name) =>
      ['101', '102', '201'].map((room) => door(`h${name}${room}`, [], unit(name, room))),
    );
    const doors = new Set(households.map(({ id }) => id));
    const members = ['s003', 's002'];
    const plan = assignmentPlan(viewOf(households), { doors, members });
    const memberOf = new Map(
      plan.shares.flatMap((share) => share.households.map((id) => [id, share.member] as const)),
    );
    const after = viewOf(
      households.map((one) => ({ ...one, assignee: memberOf.get(one.id) ?? '' })),
    );
    const again = assignmentPlan(after, { doors, members: ['s002', 's003'] });
    expect(movedDoors(after, again.shares)).toEqual([]);
  });
});

describe('openDisputes', () => {
  test('DISPUTE-1 says the field, the values and who wrote them', () => {
    const household = door('h1', [complete()], { disputes: twoPhones });
    expect(openDisputes(viewOf([household]))).toEqual([
      {
        key: 'h1/phones',
        household,
        fieldKey: 'phones',
        field: 'phones',
        person: null,
        claims: [
          {
            value: ['13800000001'],
            author: { id: 's002', name: '演示甲', at: morning + 1, event: 'aa.1' },
          },
          { value: ['13800000002'], author: null },
        ],
      },
    ]);
  });
});
