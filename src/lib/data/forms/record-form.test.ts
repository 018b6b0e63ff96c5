import { describe, expect, it } from 'vitest';
import { defaultSettings as settings } from '#core/round/round.ts';
import { hourMs, makeAttempt, makeHousehold, makePerson, morning } from '#testing/builders.ts';
import { lackingIn, visitOf } from './form-visit.ts';
import {
  emptyForm,
  isEmptyForm,
  parseForm,
  personsIn,
  type RecordForm,
  unasked,
  wellForm,
} from './record-form.ts';
import { openKnown, openNew } from './open-person.ts';
import { readTemperature } from './temperature.ts';

const couple = () =>
  makeHousehold({
    persons: [
      makePerson({ id: 'p1' }),
      makePerson({ id: 'p2', name: '钱演示', relation: 1, sex: 2 }),
    ],
    facts: { head: '赵演示', residents: 2, phones: [], occupancy: 'owner', note: '' },
  });

const withWell = (...persons: string[]): RecordForm => ({
  ...emptyForm(),
  answers: Object.fromEntries(persons.map((id) => [id, wellForm(unasked)])),
});

describe('FORM-1: the form holds what was typed over the household of the moment', () => {
  it('shows listed persons as edited, the head first, then the added ones', () => {
    const household = makeHousehold({
      persons: [makePerson({ id: 'a', relation: 2 }), makePerson({ id: 'b', relation: 0 })],
    });
    const form = {
      ...emptyForm(),
      added: ['n1'],
      edits: { a: { name: '孙演示' }, n1: { name: '李演示' } },
    };
    expect(personsIn(form, household).map(({ id, name }) => [id, name])).toEqual([
      ['b', '赵演示'],
      ['a', '孙演示'],
      ['n1', '李演示'],
    ]);
  });

  it('is empty until something is typed, and survives storage', () => {
    expect(isEmptyForm(emptyForm('phone'))).toBe(true);
    const form = withWell('p1');
    expect(isEmptyForm(form)).toBe(false);
    expect(parseForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
    expect(parseForm('other')).toBeNull();
  });
});

describe('FORM-3: complete when nobody owes an answer and everybody is written down', () => {
  it('is complete after "all well" for everybody', () => {
    expect(lackingIn(withWell('p1', 'p2'), couple(), settings)).toEqual({
      missing: [],
      unnamed: 0,
    });
    expect(visitOf(withWell('p1', 'p2'), couple(), settings).disposition).toBe('complete');
  });

  it('is partial while one person was not asked, unless an earlier visit has their answers', () => {
    expect(visitOf(withWell('p1'), couple(), settings).disposition).toBe('partial');
    const attempt = makeAttempt('partial', {
      at: morning + hourMs,
      answered: { p2: ['health', 'outings', 'contact'] },
    });
    const household = { ...couple(), round: { id: 'r1', attempts: [attempt], decision: null } };
    expect(visitOf(withWell('p1'), household, settings).disposition).toBe('complete');
    const correcting = { ...withWell('p1'), voids: attempt.visit };
    expect(visitOf(correcting, household, settings).disposition).toBe('partial');
  });

  it('is partial while fewer are written down than live there', () => {
    const form = { ...withWell('p1', 'p2'), residents: '3' };
    expect(lackingIn(form, couple(), settings)).toEqual({ missing: [], unnamed: 1 });
  });
});

describe('FORM-2 and FORM-4: what is recorded', () => {
  it('registers a family that nobody knew, with its head, number and folded names', () => {
    const empty = makeHousehold({
      persons: [],
      facts: { head: '', residents: null, phones: [], occupancy: 'unknown', note: '' },
    });
    const form: RecordForm = {
      ...withWell('n1'),
      added: ['n1', 'n2'],
      edits: { n1: { name: '买买提•吐尔逊 ', relation: 0, birthYear: 1980 }, n2: { name: '' } },
      phones: ['13800001111', ' '],
    };
    const visit = visitOf(form, empty, settings);
    expect(visit.facts).toEqual({ head: '买买提·吐尔逊', residents: 2, phones: ['13800001111'] });
    expect(visit.persons.map(({ id, name }) => [id, name])).toEqual([['n1', '买买提·吐尔逊']]);
    expect(visit.disposition).toBe('partial');
  });

  it('FORM-5: takes an open card along when it has a name', () => {
    const household = couple();
    const open = openNew('n1', household.persons);
    expect(open.facts.relation).toBe(2);
    const blank = { ...withWell('p1', 'p2'), open };
    expect(visitOf(blank, household, settings).persons).toEqual([]);
    expect(isEmptyForm({ ...emptyForm(), open })).toBe(true);
    const typed = {
      ...blank,
      open: { ...open, facts: { ...open.facts, name: '孙演示' }, year: '1996' },
    };
    expect(isEmptyForm({ ...emptyForm(), open: typed.open })).toBe(false);
    const visit = visitOf(typed, household, settings);
    expect(visit.persons.map(({ id, name, birthYear }) => [id, name, birthYear])).toEqual([
      ['n1', '孙演示', 1996],
    ]);
    expect([visit.disposition, visit.facts.residents]).toEqual(['partial', 3]);
  });

  it('FORM-5: a changed card changes only what was typed', () => {
    const household = couple();
    const open = openKnown(household.persons[1]!);
    const form = {
      ...emptyForm(),
      open: { ...open, facts: { ...open.facts, phone: '13800001111' } },
    };
    expect(visitOf(form, household, settings).persons[0]).toMatchObject({
      id: 'p2',
      phone: '13800001111',
      name: '钱演示',
    });
  });

  it('drops trips and symptoms that no longer belong to the answer', () => {
    const trip = { place: '武汉', from: '', to: '', transport: 'train' as const, number: '' };
    const form: RecordForm = {
      ...emptyForm(),
      answers: {
        p1: { ...wellForm(unasked), symptoms: ['cough'], trips: [trip], temperature: '365' },
      },
    };
    expect(visitOf(form, couple(), settings).answers).toEqual([
      {
        person: 'p1',
        health: 'well',
        symptoms: [],
        temperature: { celsius: 36.5, site: 'forehead' },
        outings: 'no',
        trips: [],
        contact: 'no',
      },
    ]);
  });
});

describe('TEMP-1: temperatures as typed', () => {
  it.each([
    ['36.8', { kind: 'read', celsius: 36.8 }],
    ['368', { kind: 'read', celsius: 36.8 }],
    ['36,8', { kind: 'read', celsius: 36.8 }],
    ['37', { kind: 'read', celsius: 37 }],
    ['37.3', { kind: 'fever', celsius: 37.3 }],
    ['34.9', { kind: 'failed', celsius: 34.9 }],
    ['', { kind: 'none' }],
    ['3', { kind: 'bad' }],
    ['50', { kind: 'bad' }],
    ['三十', { kind: 'bad' }],
  ])('reads %j', (typed, read) => {
    expect(readTemperature(typed, settings)).toEqual(read);
  });
});
