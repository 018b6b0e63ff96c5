// The card of a person that is open for writing. It is part of the form, so that half a name survives a killed tab, too.
// FORM-5: saving takes an open card along as it stands, when it has a name. What is most likely true of the next person is
// filled in for a practised hand: the first is the head, the second the spouse, then children; always seen before it is kept.

import {
  type Person,
  type PersonFacts,
  type Relation,
  type Sex,
  unknownPerson,
} from '#core/household/household.ts';
import { foldName } from '#core/household/name.ts';
import type { PersonId } from '#core/ids.ts';

/** `year`: the year of birth as typed. */
export type OpenPerson = { id: PersonId; facts: PersonFacts; year: string };

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

/** Null for nothing typed, undefined for what is no year of birth (1900 to `latest`). */
export const readBirthYear = (typed: string, latest = 2100): number | null | undefined => {
  const text = typed.trim();
  if (text === '') return null;
  const year = Number(text);
  return /^\d{4}$/.test(text) && year >= 1900 && year <= latest ? year : undefined;
};

/** An open card for one more person. */
export const openNew = (id: PersonId, persons: readonly Person[]): OpenPerson => {
  const relation = likelyRelation(persons);
  const facts = { ...unknownPerson, relation, sex: likelySex(relation, persons) };
  return { id, facts, year: '' };
};

export const openKnown = ({ id, ...facts }: Person): OpenPerson => ({
  id,
  facts,
  year: facts.birthYear?.toString() ?? '',
});

export const hasName = ({ facts }: OpenPerson): boolean => foldName(facts.name) !== '';

/** What the card says: the name folded, a year that is none left out. */
export const factsOfOpen = ({ facts, year }: OpenPerson): PersonFacts => ({
  ...facts,
  name: foldName(facts.name),
  birthYear: readBirthYear(year) ?? null,
});
