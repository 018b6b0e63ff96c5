/**
 * Whether two canonical values of the same level are equal, contradict each other, or might be two
 * names of one thing (A座 and 1座). Only what cannot be the same counts as a contradiction. Rules
 * ADDR-10, ADDR-11 in RULES.md.
 */

import { isSide, STEMS } from './address-words.ts';

/** `missing`: one of the two is absent. `maybe`: two names that could coincide. */
export type Likeness = 'equal' | 'missing' | 'maybe' | 'contradiction';

/** How two values of one level compare; '' is absent, and two absent values are equal. Symmetric. */
export function compareValues(a: string, b: string): Likeness {
  if (a === b) return 'equal';
  if (a === '' || b === '') return 'missing';
  return couldCoincide(a, b) ? 'maybe' : 'contradiction';
}

function couldCoincide(a: string, b: string): boolean {
  if (isSide(a) && isSide(b)) return sidesCouldCoincide(a, b);
  if (isSide(a) || isSide(b)) return true;
  const [first, second] = [ordinal(a), ordinal(b)];
  if (first !== null && second !== null && first === second) return true;
  return affixMissing(a, b) || sameGroupNumber(a, b);
}

const OPPOSITES = ['东西', '南北', '左右', '前后', '东中', '西中', '左中', '右中'];

/** 东 and 西 contradict each other, 东 and 南 or 左 do not: one landing may be told in either way. */
function sidesCouldCoincide(a: string, b: string): boolean {
  if (a.includes(b) || b.includes(a)) return true;
  return !OPPOSITES.some(([one = '', other = '']) => {
    return (a.includes(one) && b.includes(other)) || (a.includes(other) && b.includes(one));
  });
}

/** The place in a count: A, 甲 and 1 are the first; '附2' and '-2' the second; null for 'A11'. */
function ordinal(value: string): number | null {
  if (/^[A-Z]$/.test(value)) return value.charCodeAt(0) - 64;
  if (value.length === 1 && STEMS.includes(value)) return STEMS.indexOf(value) + 1;
  const number = /^(?:-|附)?(\d+)$/.exec(value)?.[1];
  return number === undefined ? null : Number(number);
}

/** 'A11' and '11', '3A' and '3', '9排' and '9': the shorter may only be told less exactly. */
function affixMissing(a: string, b: string): boolean {
  const plain = /^\d+$/.test(a) ? a : /^\d+$/.test(b) ? b : null;
  const full = plain === a ? b : a;
  const numbers: string[] = full.match(/\d+/g) ?? [];
  return plain !== null && numbers.includes(plain);
}

/** 5组 and 5社 are the same rank of village group under two names. */
function sameGroupNumber(a: string, b: string): boolean {
  const [numberA, numberB] = [a, b].map((value) => /^(\d+)[排组社队]$/.exec(value)?.[1]);
  return numberA !== undefined && numberA === numberB;
}
