import { describe, expect, it } from 'vitest';
import { makeHousehold, makePerson, makeSheet } from '#testing/builders.ts';
import { createView } from '../overlay/grid-view.ts';
import { emptyOverlay } from '../overlay/overlay.ts';
import { loadPinyin } from './pinyin.ts';
import { findHouseholds, prepareSearch } from './search.ts';

const door = (unit: string, room: string) => ({
  building: '2',
  unit,
  floor: Number(room[0]),
  room,
  suffix: '',
});

const view = () => {
  const households = [
    makeHousehold({
      id: 'a',
      door: door('1', '402'),
      persons: [makePerson({ id: 'p1', name: '赵建国', phone: '13800004471' })],
    }),
    makeHousehold({
      id: 'b',
      door: door('2', '501'),
      persons: [makePerson({ id: 'p2', name: '买买提·吐尔逊' })],
    }),
  ];
  return createView({
    sheet: makeSheet(),
    households: new Map(households.map((one) => [one.id, one])),
    overlay: emptyOverlay,
    applied: 2,
  });
};

const found = async (typed: string) => {
  const index = prepareSearch(view(), { pinyin: await loadPinyin() });
  return findHouseholds(index, typed).map(({ household, by }) => [household.id, by]);
};

describe('SEARCH-1: names, pinyin, phones and doors', () => {
  it.each([
    ['建国', [['a', 'name']]],
    ['zhaojg', [['a', 'pinyin']]],
    ['mmt', [['b', 'pinyin']]],
    ['吐尔逊', [['b', 'name']]],
    ['4471', [['a', 'phone']]],
    ['没有', []],
  ])('finds by %j', async (typed, hits) => expect(await found(typed)).toEqual(hits));

  it.each([
    '2-2-501',
    '二栋二单元五零一',
    '2号楼2单元',
    '2幢2单元501室',
    '岭南小区2号楼2单元501',
    '501',
  ])('finds the door however it is spelled: %j', async (typed) =>
    expect(await found(typed)).toEqual([['b', 'address']]),
  );
});
