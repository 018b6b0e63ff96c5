// A person's generated name: surname and given name of the generation, now and then a minority name or one with a
// character that many fonts lack.

import type { Random } from '../random.ts';
import { givenNamesOf, rareGivenNames, type Sex } from './given-names.ts';
import { dottedNames, singleNames } from './minority-names.ts';
import { surnames } from './surnames.ts';

const minorityShare = 0.008;
const rareShare = 0.008;

export const drawSurname = (random: Random): string => random.weighted(surnames);

const drawMinorityName = (random: Random, sex: Sex): string =>
  random.chance(0.6) ? random.pick(dottedNames(sex)) : random.pick(singleNames(sex));

/** @param birthYear decides which given names are in fashion */
export const drawGivenName = (random: Random, sex: Sex, birthYear: number): string =>
  random.chance(rareShare)
    ? random.pick(rareGivenNames[sex])
    : random.pick(givenNamesOf(birthYear, sex));

/** A name that keeps a given family name. */
export const drawNameOf = (
  random: Random,
  surname: string,
  person: { sex: Sex; birthYear: number },
): string => surname + drawGivenName(random, person.sex, person.birthYear);

/** Any name. */
export const drawName = (random: Random, sex: Sex, birthYear: number): string =>
  random.chance(minorityShare)
    ? drawMinorityName(random, sex)
    : drawSurname(random) + drawGivenName(random, sex, birthYear);
