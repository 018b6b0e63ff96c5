// One generated person: a name in fashion in the birth year, a made-up phone for most grown-ups, no ID number ever.

import {
  unknownPerson,
  type PersonFacts,
  type Relation,
  type Residence,
} from '#core/household/household.ts';
import type { Sex } from '../names/given-names.ts';
import { drawName, drawNameOf } from '../names/name.ts';
import { drawPhone } from '../names/phone.ts';
import type { Random } from '../random.ts';

export type PersonWish = {
  relation: Relation;
  sex: Sex;
  birthYear: number;
  /** Keeps the family's name; '' for any name. */
  surname?: string;
  residence?: Residence;
};

/** Bears the year in which the people live, so that ages fit the round. */
export type PeopleMaker = { random: Random; year: number };

const phoneShare = (age: number): number => (age < 14 ? 0 : age > 75 ? 0.4 : 0.85);

export const drawPerson = ({ random, year }: PeopleMaker, wish: PersonWish): PersonFacts => {
  const { relation, sex, birthYear, surname = '', residence = 'usual' } = wish;
  const name =
    surname === ''
      ? drawName(random, sex, birthYear)
      : drawNameOf(random, surname, { sex, birthYear });
  const phone = random.chance(phoneShare(year - birthYear)) ? drawPhone(random) : '';
  return { ...unknownPerson, name, relation, sex, birthYear, phone, residence };
};

export const drawSex = (random: Random): Sex => (random.chance(0.5) ? 1 : 2);
