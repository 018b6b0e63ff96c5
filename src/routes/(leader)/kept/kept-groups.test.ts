import { describe, expect, test } from 'vitest';
import { fixtureKept } from '#testing/fixture-kept.ts';
import { groupKept, keyOf, openCount } from './kept-groups.ts';

const answer = () => ({
  quarantine: fixtureKept(Date.UTC(2020, 1, 10, 12)),
  waiting: [{ device: 'ax', n: 10, fork: '' }],
  asOf: 0,
  isLive: true,
});

describe('the kept records of a grid', () => {
  test('KEPT-2 each record stands in exactly one group', () => {
    const given = answer();
    const { phones, settled, against } = groupKept(given);
    const shown = [...phones.flatMap(({ records }) => records), ...settled, ...against];
    expect(shown.map(keyOf).sort()).toEqual(given.quarantine.kept.map(keyOf).sort());
    expect(phones.map(({ device, records }) => `${device} ${records.length}`)).toEqual([
      'ax 8',
      'ay 3',
    ]);
    expect(settled.map(({ n }) => n)).toEqual([30, 31]);
    expect(against.map(({ reason }) => reason)).toEqual(['bad-shape']);
  });

  test('what was settled on this phone and not sent yet waits for nobody’s word', () => {
    const given = answer();
    expect(openCount(given)).toBe(10);
    expect(openCount({ ...given, waiting: [] })).toBe(11);
    const many = { ...given, quarantine: { ...given.quarantine, open: 800 } };
    expect(openCount(many)).toBe(799);
    expect(groupKept(given).waiting.has(keyOf({ device: 'ax', n: 10, fork: '' }))).toBe(true);
  });
});
