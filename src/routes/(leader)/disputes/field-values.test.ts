import { describe, expect, test } from 'vitest';
import { parseThird, showValue } from './field-values.ts';

const value = (parsed: unknown) => ({ kind: 'value', value: parsed });
const parse = (field: Parameters<typeof parseThird>[0], typed: string) =>
  parseThird(field, typed, 2026);

describe('values of disputed fields', () => {
  test('a third value is of the field’s own type', () => {
    expect(parse('phones', ' 13900000001,139 0000 0002、')).toEqual(
      value(['13900000001', '139 0000 0002']),
    );
    expect(parse('phones', '')).toEqual(value([]));
    expect(parse('residents', '3')).toEqual(value(3));
    expect(parse('residents', '')).toEqual(value(null));
    expect(parse('birthYear', '1969')).toEqual(value(1969));
    expect(parse('relation', '2')).toEqual(value(2));
    expect(parse('occupancy', 'tenant')).toEqual(value('tenant'));
    expect(parse('name', ' 买买提·吐尔逊 ')).toEqual(value('买买提·吐尔逊'));
  });

  test('what cannot be one is refused with a sentence', () => {
    for (const [field, typed] of [
      ['residents', '201'],
      ['residents', '2.5'],
      ['birthYear', '2027'],
      ['birthYear', '69'],
      ['phones', '13900000001,赵'],
      ['phone', '12'],
    ] as const) {
      expect(parse(field, typed).kind).toBe('refused');
    }
  });

  test('values are shown in words, empty ones by name', () => {
    expect(showValue('phones', ['1', '2'])).toBe('1, 2');
    expect(showValue('phones', [])).toBe('(空)');
    expect(showValue('residents', null)).toBe('不清楚');
    expect(showValue('residents', 0)).toBe('0');
    expect(showValue('occupancy', 'tenant')).toBe('租住');
    expect(showValue('sex', 2)).toBe('女');
  });
});
