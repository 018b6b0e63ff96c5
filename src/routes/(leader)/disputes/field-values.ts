// Values of disputed fields: how they are shown, how a third one is asked for, and what is taken.

import type { DisputedField } from '#data/queries/disputes.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';

export type Choice = { value: string; label: string };
export type FieldKind =
  | { kind: 'text'; maxlength: number; isLong: boolean }
  | { kind: 'phone' | 'phones' | 'count' | 'year' }
  | { kind: 'choice'; choices: Choice[]; isNumber: boolean };
export type Parsed = { kind: 'value'; value: unknown } | { kind: 'refused'; because: string };

const choices = (words: Readonly<Record<string, string>>, isNumber = false): FieldKind => ({
  kind: 'choice',
  isNumber,
  choices: Object.entries(words).map(([value, label]) => ({ value, label })),
});

export const fieldKind = (field: DisputedField): FieldKind => {
  switch (field) {
    case 'head':
    case 'name':
      return { kind: 'text', maxlength: 100, isLong: false };
    case 'note':
      return { kind: 'text', maxlength: 500, isLong: true };
    case 'idNumber':
      return { kind: 'text', maxlength: 30, isLong: false };
    case 'phones':
    case 'phone':
      return { kind: field };
    case 'residents':
      return { kind: 'count' };
    case 'birthYear':
      return { kind: 'year' };
    case 'occupancy':
      return choices(t().occupancy);
    case 'residence':
      return choices(t().residence);
    case 'gone':
      return choices(t().gone);
    case 'relation':
      return choices(t().relation, true);
    case 'sex':
      return choices(t().sex, true);
  }
};

/** A value as people read it; an empty one says so. */
export const showValue = (field: DisputedField, value: unknown): string => {
  const kind = fieldKind(field);
  if (kind.kind === 'choice')
    return kind.choices.find((choice) => choice.value === String(value))?.label ?? String(value);
  if (value === null) return tl().disputes.unknownNumber;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text === '' ? tl().disputes.empty : text;
};

const value = (parsed: unknown): Parsed => ({ kind: 'value', value: parsed });
const refused = (because: string): Parsed => ({ kind: 'refused', because });

/** As many as a household may have (schema). */
const mostPhones = 10;

const isPhone = (text: string): boolean => /^[\d+\- ]{3,30}$/.test(text);

const parsePhones = (typed: string): Parsed => {
  const phones = typed.split(/[,,、;;\n]/).map((phone) => phone.trim());
  const given = phones.filter((phone) => phone !== '');
  if (given.length > mostPhones) return refused(tl().disputes.tooLong);
  return given.every(isPhone) ? value(given) : refused(tl().disputes.badPhone);
};

const parseNumber = (typed: string, from: number, to: number): Parsed | null => {
  if (typed === '') return value(null);
  const number = Number(typed);
  return Number.isInteger(number) && number >= from && number <= to ? value(number) : null;
};

/** What was typed or chosen, as a value of the field's own type. @param thisYear the latest birth year taken */
export const parseThird = (field: DisputedField, typed: string, thisYear: number): Parsed => {
  const kind = fieldKind(field);
  const text = typed.trim();
  switch (kind.kind) {
    case 'text':
      return text.length <= kind.maxlength ? value(text) : refused(tl().disputes.tooLong);
    case 'phones':
      return parsePhones(text);
    case 'phone':
      return text === '' || isPhone(text) ? value(text) : refused(tl().disputes.badPhone);
    case 'count':
      return parseNumber(text, 0, 200) ?? refused(tl().disputes.badNumber);
    case 'year':
      return parseNumber(text, 1900, thisYear) ?? refused(tl().disputes.badYear);
    case 'choice':
      return value(kind.isNumber ? Number(typed) : typed);
  }
};
