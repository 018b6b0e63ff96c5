// What is most likely true of the next person, so that a practised hand taps less: the first is the head, the second the spouse,
// then children. Only a suggestion, always on the screen before it is kept.

import type { Person, Relation, Sex } from '#core/household/household.ts';

export const likelyRelation = (persons: readonly Person[]): Relation => {
  const here = persons.filter((person) => person.gone === '');
  if (!here.some((person) => person.relation === 0)) return 0;
  return here.some((person) => person.relation === 1) ? 2 : 1;
};

/** 0 when the relation says nothing. */
export const likelySex = (relation: Relation, persons: readonly Person[]): Sex => {
  if (relation === 2) return 1;
  if (relation === 3) return 2;
  if (relation !== 1) return 0;
  const head = persons.find((person) => person.relation === 0)?.sex;
  return head === 1 ? 2 : head === 2 ? 1 : 0;
};

/** Null for nothing typed, undefined for what is no year yet. */
export const readBirthYear = (typed: string): number | null | undefined => {
  if (typed.trim() === '') return null;
  const year = Number(typed);
  return /^\d{4}$/.test(typed.trim()) && year >= 1900 && year <= new Date().getFullYear()
    ? year
    : undefined;
};
