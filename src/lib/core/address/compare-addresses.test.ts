import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareAddresses } from './compare-addresses.ts';
import { compareDoors } from './compare-doors.ts';
import { doorKey, emptyDoor } from './door.ts';
import { parseAddress } from './parse-address.ts';

type Pair = { rule: string; verdict: string; one: string; other: string };

function pairs(): Pair[] {
  const text = readFileSync(new URL('fixtures/pairs.txt', import.meta.url), 'utf8');
  let rule = '';
  return text.split('\n').flatMap((line) => {
    rule = /^# (ADDR-\d+)/.exec(line)?.[1] ?? rule;
    const [, verdict, one, other] = /^(same|ask|different): (.*) = (.*)$/.exec(line) ?? [];
    return verdict && one && other ? [{ rule, verdict, one, other }] : [];
  });
}

describe('pairs of written addresses', () => {
  test.each(pairs())('$rule $one = $other → $verdict', ({ verdict, one, other }) => {
    const [first, second] = [parseAddress(one), parseAddress(other)];
    expect(compareAddresses(first, second)).toBe(verdict);
    expect(compareAddresses(second, first)).toBe(verdict);
  });
});

describe('addresses', () => {
  const [old, alias] = [parseAddress('西园3号楼501'), parseAddress('红星厂宿舍3号楼501')];
  const compounds: Record<string, string> = { 西园: 'west', 红星厂宿舍: 'west', 东园: 'east' };
  const compoundOf = (place: string) => compounds[place] ?? null;

  test('ADDR-12 two known compounds decide, whatever they are called', () => {
    expect(compareAddresses(old, alias)).toBe('different');
    expect(compareAddresses(old, alias, { compoundOf })).toBe('same');
    const east = parseAddress('东园3号楼501');
    expect(compareAddresses(old, east, { compoundOf })).toBe('different');
  });

  test('ADDR-12 a known and an unknown compound are a question', () => {
    const unknown = parseAddress('南园3号楼501');
    expect(compareAddresses(old, unknown, { compoundOf })).toBe('ask');
  });

  test('ADDR-12 no written place can stand for the only compound of a grid', () => {
    const bare = parseAddress('3号楼501');
    expect(compareAddresses(old, bare)).toBe('ask');
    const onlyWest = (place: string) => (place === '' ? 'west' : compoundOf(place));
    expect(compareAddresses(old, bare, { compoundOf: onlyWest })).toBe('same');
  });
});

describe('doors', () => {
  test('ADDR-6 a storey that the room tells makes no difference', () => {
    const door = { ...emptyDoor(), building: '3', room: '501' };
    expect(compareDoors(door, { ...door, floor: 5 })).toBe('same');
    expect(doorKey(door)).toBe(doorKey({ ...door, floor: 5 }));
  });

  test('ADDR-6 the house 101 of a village group is on no known storey', () => {
    const house = { ...emptyDoor(), building: '5组', room: '101' };
    expect(compareDoors(house, { ...house, floor: 1 })).toBe('ask');
  });
});
