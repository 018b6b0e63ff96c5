import { expect, test } from 'vitest';
import { isVillage, pathTo, readDivisions, shortNameOf } from './divisions.ts';

test('the district has 10 townships and 115 communities', () => {
  const areas = readDivisions();
  const count = (level: string) => areas.filter((area) => area.level === level).length;
  expect([count('district'), count('township'), count('community')]).toEqual([1, 10, 115]);
});

test('areas lead from the district down to a community', () => {
  expect(pathTo(readDivisions(), '130404004001')).toEqual([
    { code: '130404', name: '复兴区', level: 'district', parent: '' },
    { code: '130404004', name: '化林路街道', level: 'township', parent: '130404' },
    { code: '130404004001', name: '岭南一社区', level: 'community', parent: '130404004' },
  ]);
});

test('committees are called as people call them', () => {
  expect(
    ['岭南一社区居民委员会', '霍北村民委员会', '户村村民委员会', '户村镇'].map(shortNameOf),
  ).toEqual(['岭南一社区', '霍北村', '户村', '户村镇']);
});

test('the short names are different inside a township', () => {
  const names = readDivisions().map(({ name, parent }) => `${parent} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('villages are told by their codes', () => {
  expect(isVillage('130404100201')).toBe(true);
  expect(isVillage('130404100001')).toBe(false);
});
