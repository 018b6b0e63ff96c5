// Builders with meaningful defaults: one grid on the demo's street, one leader, two members, round 1. Each call gives a
// fresh object; whatever a test is about is named in the call, the rest is unremarkable.

import type { EventBodies, EventKind, EventOf, GridEvent } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import {
  unknownFacts,
  unknownPerson,
  type Attempt,
  type Household,
  type Person,
} from '#core/household/household.ts';
import { defaultSettings } from '#core/round/round.ts';
import type { Disposition } from '#core/visit/disposition.ts';
import { allWell, type PersonAnswers, type VisitBody } from '#core/visit/visit.ts';

/** 2020-02-10 10:00 in Handan, ms. */
export const morning = Date.UTC(2020, 1, 10, 2, 0);
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** 2020-02-10 19:00 in Handan, ms. */
export const evening = morning + 9 * hourMs;

export const makeSheet = (given: Partial<GridSheet> = {}): GridSheet => ({
  id: 'sheet',
  grid: 'g001',
  seq: 1,
  name: '岭南一社区 3 网格',
  areas: [
    { code: '130404', name: '复兴区', level: 'district', parent: '1304' },
    { code: '130404004', name: '化林路街道', level: 'township', parent: '130404' },
    { code: '130404004001', name: '岭南一社区居民委员会', level: 'community', parent: '130404004' },
  ],
  compounds: [{ id: 'c001', name: '岭南小区', community: '130404004001' }],
  buildings: [{ compound: 'c001', number: '2', form: 'walk-up', units: ['1', '2'], floors: 6 }],
  team: [
    { id: 's001', name: '演示组长', role: 'leader' },
    { id: 's002', name: '演示甲', role: 'member' },
    { id: 's003', name: '演示乙', role: 'member' },
  ],
  round: {
    id: 'r1',
    number: 1,
    name: '第 1 轮',
    opensOn: '2020-02-10',
    closesOn: '2020-02-14',
    isClosed: false,
  },
  settings: defaultSettings,
  isDemo: true,
  ...given,
});

export const makePerson = (given: Partial<Person> & { id: string }): Person => ({
  ...unknownPerson,
  name: '赵演示',
  relation: 0,
  sex: 1,
  birthYear: 1969,
  ...given,
});

/** 2 号楼 1 单元 402, three residents, one of them written down unless persons are given. */
export const makeHousehold = (given: Partial<Household> = {}): Household => ({
  id: 'h1',
  grid: 'g001',
  seq: 2,
  compound: 'c001',
  door: { building: '2', unit: '1', floor: 4, room: '402', suffix: '' },
  facts: { ...unknownFacts, head: '赵演示', residents: 1, occupancy: 'owner' },
  persons: [makePerson({ id: 'p1' })],
  stamps: {},
  disputes: [],
  assignee: '',
  round: { id: 'r1', attempts: [], decision: null },
  last: null,
  listed: null,
  withdrawn: false,
  ...given,
});

export const makeAttempt = (disposition: Disposition, given: Partial<Attempt> = {}): Attempt => ({
  visit: `aa.${given.at ?? 1}`,
  member: 's002',
  at: morning,
  disposition,
  mode: 'in-person',
  callbackAt: null,
  answered: {},
  keys: {},
  ...given,
});

export const makeVisit = (given: Partial<VisitBody> = {}): VisitBody => ({
  household: 'h1',
  round: 'r1',
  settings: 1,
  visitedAt: morning,
  disposition: 'complete',
  mode: 'in-person',
  answers: [],
  callbackAt: null,
  note: '',
  voids: '',
  ...given,
});

export const wellAnswers = (...persons: string[]): PersonAnswers[] => persons.map(allWell);

type EventGiven = {
  device?: string;
  n?: number;
  ms?: number;
  seen?: number;
  staff?: string;
  grid?: string;
};

/** One event of device `aa`, member s002. */
export const makeEvent = <Kind extends EventKind>(
  kind: Kind,
  body: EventBodies[Kind],
  given: EventGiven = {},
): GridEvent => {
  const { device = 'aa', n = 1, ms = morning, seen = 2, staff = 's002', grid = 'g001' } = given;
  const event: EventOf<Kind> = {
    id: `${device}.${n}`,
    device,
    grid,
    n,
    hlc: [ms, 0],
    seen,
    staff,
    kind,
    v: 1,
    body,
  };
  return event as GridEvent;
};
