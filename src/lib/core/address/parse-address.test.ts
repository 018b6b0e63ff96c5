import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { chineseNumberDigits } from './chinese-number.ts';
import { floorOfRoom, type ParsedAddress } from './door.ts';
import { foldAddressText } from './fold-text.ts';
import { parseAddress } from './parse-address.ts';

function casesOf(fixture: string): [string, string][] {
  const text = readFileSync(new URL(`fixtures/${fixture}`, import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  return lines.map((line) => line.split(' => ') as [string, string]);
}

function describeParsed(address: ParsedAddress): string {
  if (address.kind === 'unreadable') return 'unreadable';
  const { building, unit, floor, room, suffix } = address.door;
  const marks = [
    address.place && `@${address.place}`,
    [building, unit, floor ?? '', room, suffix].join('|'),
    address.rest && `+${address.rest}`,
    address.slips.length > 0 && `!${address.slips.join(',')}`,
    address.byPosition && '~',
  ];
  return marks.filter(Boolean).join(' ');
}

describe('written forms', () => {
  test.each(casesOf('forms.txt'))('ADDR-4 %s', (text, expected) => {
    expect(describeParsed(parseAddress(text))).toBe(expected);
  });
});

describe('pieces', () => {
  test('ADDR-1 folding is idempotent', () => {
    for (const [text] of casesOf('forms.txt')) {
      const once = foldAddressText(text).text;
      expect(foldAddressText(once).text).toBe(once);
    }
  });

  test('ADDR-2 a slip is corrected beside a value only, never in a name', () => {
    expect(foldAddressText('单家湾元宝村壮士路3撞').text).toBe('单家湾元宝村壮士路3幢');
    expect(foldAddressText('3单元').slips).toEqual([]);
  });

  test('ADDR-3 numerals: by position, with units, storey and room', () => {
    const read = ['五零一', '一百四十九', '十二', '二十', '一〇二', '十二零一', '一百', '零一'];
    const digits = ['501', '149', '12', '20', '102', '1201', '100', '01'];
    expect(read.map(chineseNumberDigits)).toEqual(digits);
  });

  test('ADDR-3 a numeral that can be read in two ways is not read', () => {
    expect(['一百一', '十百', '百', '', '二百零', '张'].map(chineseNumberDigits)).toEqual(
      Array(6).fill(null),
    );
  });

  test('ADDR-5 without words position tells the levels, and a chain that fits none is cut short', () => {
    const read = (text: string) => describeParsed(parseAddress(text));
    expect(['3-501', '3-2-501', '3-2-5-501', '3-2-501-1'].map(read)).toEqual([
      '3||5|501| ~',
      '3|2|5|501| ~',
      '3|2|5|501| ~',
      '3|2|5|501|-1 ~',
    ]);
    expect(read('3号楼501-502')).toMatch(/^3\|\|5\|501\| \+/);
  });

  test('ADDR-6 three and four digits tell a storey, fewer and more do not', () => {
    const rooms = ['501', '1001', '2610', 'A501', '12', '10502', '050', '', '东'];
    expect(rooms.map(floorOfRoom)).toEqual([5, 10, 26, 5, null, null, null, null, null]);
  });

  test('ADDR-7 an unreadable address keeps its text as written', () => {
    expect(parseAddress(' 同上 ')).toEqual({ kind: 'unreadable', text: ' 同上 ' });
  });
});
