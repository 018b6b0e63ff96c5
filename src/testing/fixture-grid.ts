// One grid that shows every state a screen can meet: a walk-up partly done, a high-rise of 33 floors, a row of
// bungalows, long and rare names, key persons, a dispute, doors that are owed attempts. Times are relative to `nowMs`.

import type { BuildingForm, GridSheet } from '#core/grid/sheet.ts';
import type { Attempt, Household, Person } from '#core/household/household.ts';
import type { Disposition } from '#core/visit/disposition.ts';
import { dayMs, hourMs, makeAttempt, makeHousehold, makePerson, makeSheet } from './builders.ts';

const surnames = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈', '褚', '卫'];
const given = ['建国', '秀英', '桂兰', '志强', '丽', '婷婷', '浩然', '子涵', '玉珍', '军'];
const longName = '买买提·阿不都热合曼·吐尔逊·阿卜杜外力';

type Place = {
  building: string;
  unit: string;
  floor: number | null;
  room: string;
  form: BuildingForm;
};

const places = (): Place[] => {
  const walkUp = ['1', '2'].flatMap((unit) =>
    [1, 2, 3, 4, 5, 6].flatMap((floor) =>
      [1, 2].map((door): Place => ({
        building: '2',
        unit,
        floor,
        room: `${floor}0${door}`,
        form: 'walk-up',
      })),
    ),
  );
  const highRise = ['1', '2'].flatMap((unit) =>
    Array.from({ length: 33 }, (_, index) => index + 1).flatMap((floor) =>
      [1, 2, 3, 4].map((door): Place => ({
        building: '8',
        unit,
        floor,
        room: `${floor}0${door}`,
        form: 'high-rise',
      })),
    ),
  );
  const rows = ['1', '2', '3'].flatMap((row) =>
    Array.from({ length: 7 }, (_, index): Place => ({
      building: `${row}排`,
      unit: '',
      floor: null,
      room: String(index + 1),
      form: 'courtyard',
    })),
  );
  return [...walkUp, ...highRise, ...rows];
};

const personsOf = (index: number): Person[] => {
  const surname = surnames[index % surnames.length]!;
  const nameOf = (offset: number) => surname + given[(index * 3 + offset) % given.length]!;
  const id = (member: number) => `h${index}.p${member}`;
  if (index % 11 === 0)
    return [makePerson({ id: id(1), name: longName, birthYear: 1958, phone: '13800004471' })];
  return [
    makePerson({
      id: id(1),
      name: nameOf(0),
      birthYear: 1950 + (index % 40),
      phone: `1380000${4000 + index}`,
    }),
    makePerson({ id: id(2), name: nameOf(1), relation: 1, sex: 2, birthYear: 1952 + (index % 40) }),
    ...(index % 2 === 0
      ? [makePerson({ id: id(3), name: nameOf(2), relation: 2, birthYear: 1996 })]
      : []),
  ];
};

const pattern: (Disposition | 'none' | 'key' | 'partly')[] = [
  'complete',
  'complete',
  'none',
  'complete',
  'no-one-home',
  'complete',
  'key',
  'none',
  'refused',
  'complete',
  'partly',
  'none',
  'vacant',
  'postponed',
  'none',
  'no-access',
  'complete',
  'none',
  'not-found',
  'no-one-able',
];

const attemptsOf = (index: number, persons: Person[], nowMs: number): Attempt[] => {
  const what = index > 150 ? 'none' : pattern[index % pattern.length]!;
  if (what === 'none') return [];
  const isPart = what === 'partly';
  const disposition: Disposition = what === 'key' ? 'complete' : isPart ? 'partial' : what;
  const answeredBy = isPart ? persons.slice(0, 1) : persons;
  const isSpoken = disposition === 'complete' || isPart;
  return [
    makeAttempt(disposition, {
      visit: `aa.${index + 1}`,
      member: index % 3 === 0 ? 's003' : 's002',
      at: nowMs - dayMs / 4 - index * 60_000,
      callbackAt: disposition === 'postponed' ? nowMs + 2 * hourMs : null,
      answered: isSpoken
        ? Object.fromEntries(
            answeredBy.map((person) => [person.id, ['health', 'outings', 'contact']]),
          )
        : {},
      keys: what === 'key' && persons[0] ? { [persons[0].id]: ['fever', 'travel'] } : {},
    }),
  ];
};

const householdAt = (place: Place, index: number, nowMs: number): Household => {
  const persons = index % 9 === 8 ? [] : personsOf(index);
  const isNew = persons.length === 0;
  const { form: _form, ...door } = place;
  return makeHousehold({
    id: `h${index}`,
    seq: index + 2,
    door: { ...door, suffix: '' },
    facts: {
      head: persons[0]?.name ?? '',
      residents: isNew ? null : persons.length,
      phones: isNew ? [] : [`1393100${2000 + index}`],
      occupancy: isNew ? 'unknown' : index % 5 === 0 ? 'tenant' : 'owner',
      note: index === 3 ? '按门铃不响,要敲门。老人耳背。' : '',
    },
    persons,
    round: { id: 'r1', attempts: attemptsOf(index, persons, nowMs), decision: null },
    last:
      index % 2 === 0 && !isNew ? { round: 'r0', on: '2020-02-03', disposition: 'complete' } : null,
    disputes:
      index === 5
        ? [
            {
              field: 'phones',
              claims: [
                { value: ['13931002005'], stamp: null },
                { value: ['13931009999'], stamp: [1, 0, 'ab.1', 3, 's003'] },
              ],
            },
          ]
        : [],
    assignee: place.building === '8' && place.floor! > 6 ? 's003' : 's002',
  });
};

export const fixtureSheet = (): GridSheet =>
  makeSheet({
    compounds: [
      { id: 'c001', name: '岭南小区', community: '130404004001' },
      { id: 'c002', name: '岭南路 12 号院', community: '130404004001' },
    ],
    buildings: [
      { compound: 'c001', number: '2', form: 'walk-up', units: ['1', '2'], floors: 6 },
      { compound: 'c001', number: '8', form: 'high-rise', units: ['1', '2'], floors: 33 },
      ...['1', '2', '3'].map((row) => ({
        compound: 'c001',
        number: `${row}排`,
        form: 'courtyard' as const,
        units: [],
        floors: 1,
      })),
    ],
    round: {
      id: 'r1',
      number: 2,
      name: '第 2 轮',
      opensOn: '2020-02-10',
      closesOn: '2030-02-14',
      isClosed: false,
    },
  });

/** @param nowMs ms since 1970 */
export const fixtureHouseholds = (nowMs: number): Household[] =>
  places().map((place, index) => householdAt(place, index, nowMs));
