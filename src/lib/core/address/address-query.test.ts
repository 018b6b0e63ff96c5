import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addressSearchKeys, matchesAddressQuery, parseAddressQuery } from './address-query.ts';
import { type Door } from './door.ts';

function linesOf(fixture: string): string[] {
  const text = readFileSync(new URL(`fixtures/${fixture}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

function toDoor(text: string): Door {
  const [building = '', unit = '', floor = '', room = '', suffix = ''] = text.trim().split('|');
  return { building, unit, floor: floor === '' ? null : Number(floor), room, suffix };
}

function finds(typed: string, door: string): boolean {
  const query = parseAddressQuery(typed);
  return query !== null && matchesAddressQuery(query, addressSearchKeys(toDoor(door)));
}

describe('search while typing', () => {
  test.each(linesOf('search.txt'))('ADDR-15 %s', (line) => {
    const [typed = '', doors = ''] = line.split(' => ');
    const [found = [], notFound = []] = doors.split(' / ').map((side) => side.split(';'));
    expect(found.filter((door) => !finds(typed, door))).toEqual([]);
    expect(notFound.filter((door) => finds(typed, door))).toEqual([]);
  });

  test.each(['', ' ', ...linesOf('not-addresses.txt')])('ADDR-15 no address: "%s"', (typed) => {
    expect(parseAddressQuery(typed)).toBeNull();
  });

  test('ADDR-15 the place is handed to the caller', () => {
    expect(parseAddressQuery('沿山村5组6')?.place).toBe('沿山村');
    expect(parseAddressQuery('3号楼501')?.place).toBe('');
  });
});
