// Key persons of the round: everybody for whom a trigger fired on a visit that was not taken back.

import type { Household, Person } from '#core/household/household.ts';
import type { EventId } from '#core/ids.ts';
import { compareText } from '#core/merge/text-order.ts';
import type { Trigger } from '#core/visit/triggers.ts';
import type { GridView } from '../view.ts';

/** `person` is null when the household no longer lists the person spoken for. `at`: ms, of the latest such visit. */
export type KeyPerson = {
  household: Household;
  personId: string;
  person: Person | null;
  triggers: Trigger[];
  at: number;
  visit: EventId;
};

/** Of one household, in the order of person ids. */
export const keyPersonsOf = (household: Household): KeyPerson[] => {
  const found = new Map<string, KeyPerson>();
  for (const attempt of household.round.attempts) {
    for (const [personId, triggers] of Object.entries(attempt.keys)) {
      const before = found.get(personId)?.triggers ?? [];
      found.set(personId, {
        household,
        personId,
        person: household.persons.find((person) => person.id === personId) ?? null,
        triggers: [...new Set([...before, ...triggers])],
        at: attempt.at,
        visit: attempt.visit,
      });
    }
  }
  return [...found.values()].sort((left, right) => compareText(left.personId, right.personId));
};

export const hasKeyPersons = (household: Household): boolean =>
  household.round.attempts.some((attempt) => Object.keys(attempt.keys).length > 0);

/** Of the whole grid, latest first. */
export const keyPersons = (view: GridView): KeyPerson[] =>
  [...view.households.values()]
    .filter(hasKeyPersons)
    .flatMap(keyPersonsOf)
    .sort((left, right) => right.at - left.at);
