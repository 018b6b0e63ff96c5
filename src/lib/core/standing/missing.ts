// What a household's registration still lacks. STAND-3: answers of all own-word visits of the round count together, in
// whatever order they came. STAND-4: a household is whole when as many people are written down as live there, at least
// one of them, and each who is asked (HOUSE-4) has given every answer that the round asks for.

import { personsAsked, personsHere, type Attempt, type Household } from '../household/household.ts';
import type { PersonId } from '../ids.ts';
import type { RoundSettings } from '../round/round.ts';
import type { Answer } from '../visit/visit.ts';

/** The answers that one person still owes, in the order the round asks. */
export type Missing = { person: PersonId; answers: Answer[] };

/** `unnamed`: people who live there and are not written down; 1 when nobody is written down and no number is known. */
export type Lacking = { missing: Missing[]; unnamed: number };

const answeredBy = (attempts: readonly Attempt[], person: PersonId): Set<Answer> =>
  new Set(attempts.flatMap(({ answered }) => answered[person] ?? []));

const unnamedOf = (household: Household): number => {
  const here = personsHere(household).length;
  const { residents } = household.facts;
  return Math.max(residents === null && here === 0 ? 1 : 0, (residents ?? 0) - here);
};

/** @param attempts the visits whose answers count */
export const lackingOf = (
  household: Household,
  attempts: readonly Attempt[],
  settings: RoundSettings,
): Lacking => {
  const missing: Missing[] = [];
  for (const { id } of personsAsked(household)) {
    const given = answeredBy(attempts, id);
    const answers = settings.asks.filter((answer) => !given.has(answer));
    if (answers.length > 0) missing.push({ person: id, answers });
  }
  return { missing, unnamed: unnamedOf(household) };
};

export const isWhole = ({ missing, unnamed }: Lacking): boolean =>
  missing.length === 0 && unnamed === 0;
