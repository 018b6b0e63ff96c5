// Values for the published description: one household, one visit, one grid.

import { defaultSettings } from '#core/round/round.ts';
import { allWell } from '#core/visit/visit.ts';

export const grant = { role: 'member', scope: 'g001' };
export const staff = { id: 's003', name: '王秀英' };
export const epoch = '5f2c81d09a6be347';
export const digest = {
  grids: '2f0c7b1e5d9a4c3b8e6f102938475601',
  households: '9c41d5e2a7b80f6314c2d8e9f0a1b2c3',
  visits: '00000000000000000000000000000000',
};

export const hash = '2b1f5e0c9d8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c';
export const secret = 'dGhlLXRva2VuLWlzLTQzLWNoYXJhY3RlcnMtbG9uZy4';
const point =
  'BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU';

export const event = {
  id: 'kq3ab.1',
  device: 'kq3ab',
  grid: 'g001',
  n: 1,
  hlc: [1_790_000_000_000, 0],
  seen: 412,
  staff: 's003',
  kind: 'visit-recorded',
  v: 1,
  body: {
    visit: {
      household: 'h17',
      round: 'r1',
      settings: 1,
      visitedAt: 1_790_000_000_000,
      disposition: 'complete',
      mode: 'in-person',
      answers: [allWell('p1')],
      callbackAt: null,
      note: '',
      voids: '',
    },
    facts: { phones: ['13800000000'] },
    persons: [],
  },
};

export const sheet = {
  id: 'sheet',
  grid: 'g001',
  seq: 1,
  name: '三丰园一网格',
  areas: [
    { code: '130404', name: '复兴区', level: 'district', parent: '1304' },
    { code: '130404001', name: '胜利桥街道', level: 'township', parent: '130404' },
    { code: '130404001008', name: '三丰园社区居民委员会', level: 'community', parent: '130404001' },
  ],
  compounds: [{ id: 'c001', name: '三丰园', community: '130404001008' }],
  buildings: [{ compound: 'c001', number: '3', form: 'walk-up', units: ['1', '2'], floors: 6 }],
  team: [{ id: 's003', name: '王秀英', role: 'member' }],
  round: {
    id: 'r1',
    number: 1,
    name: '第一轮',
    opensOn: '2026-09-20',
    closesOn: '2026-09-24',
    isClosed: false,
  },
  settings: defaultSettings,
  isDemo: true,
};

export const household = {
  id: 'h17',
  grid: 'g001',
  seq: 18,
  compound: 'c001',
  door: { building: '3', unit: '2', floor: 5, room: '501', suffix: '' },
  facts: { head: '王秀英', residents: 2, phones: [], occupancy: 'owner', note: '' },
  persons: [
    {
      id: 'p1',
      name: '王秀英',
      relation: 0,
      sex: 2,
      birthYear: 1961,
      phone: '',
      residence: 'usual',
      idNumber: '',
      gone: '',
    },
  ],
  stamps: {},
  disputes: [],
  assignee: '',
  round: { id: 'r1', attempts: [], decision: null },
  last: null,
  listed: null,
  withdrawn: false,
};

export const visit = {
  ...event.body.visit,
  id: 'kq3ab.1',
  grid: 'g001',
  seq: 414,
  member: 's003',
  voidedBy: '',
};

export const announcement = {
  pending: 1,
  oldestAt: 1_790_000_000_000,
  clockMs: 1_790_000_003_000,
  app: '0.1.0',
};

export const session = {
  server: 'd8a3f0c2b1e47965',
  sealKey: point,
  deviceId: 'kq3ab',
  expiresAt: 1_792_592_000_000,
  staff,
  grants: [grant],
  grids: [{ id: 'g001', name: '三丰园一网格', community: '130404001008' }],
  epoch,
  isDemo: true,
};

export const counts = {
  households: 2,
  open: 1,
  residents: 5,
  keyPersons: 0,
  states: { complete: 1, 'not-visited': 1 },
};

export const settlement = {
  decision: 'accepted',
  by: '李建国',
  staff: 's003',
  reason: '当时还在本网格',
  at: 1_790_000_009_000,
  seq: 414,
};

export const bundle = {
  label: {
    format: 'gridsweep-bundle',
    v: 1,
    server: session.server,
    epoch,
    device: 'kq3ab',
    madeAt: 1_790_000_003_000,
    events: 1,
  },
  ephemeral: point,
  sealed: 'c2VhbGVkIGZvciB0aGUgc2VydmVy',
  sum: hash,
};
