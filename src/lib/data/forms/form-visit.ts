// From the form to the visit that is recorded. FORM-3: the visit is `complete` when, together with what the household's own word
// has said in this round already, nobody owes an answer and everybody is written down; else `partial`. FORM-4: the head's name
// follows the person who is written down as head.

import type { FactsPatch, PersonPatch } from '#core/event/event.ts';
import {
  type Attempt,
  type Household,
  type Person,
  personsAsked,
} from '#core/household/household.ts';
import { foldName } from '#core/household/name.ts';
import type { RoundSettings } from '#core/round/round.ts';
import { isWhole, type Lacking, lackingOf } from '#core/standing/missing.ts';
import { answersGiven, isOwnWord, type PersonAnswers } from '#core/visit/visit.ts';
import type { VisitForm } from '../commands/record-visit.ts';
import { answersIn, personsIn, type RecordForm, residentsIn, settledForm } from './record-form.ts';
import { readTemperature } from './temperature.ts';

/** What one person's part of the form says. A trip without a place says nothing and is left out. */
export const answersOf = (
  form: RecordForm,
  person: string,
  settings: RoundSettings,
): PersonAnswers => {
  const { health, symptoms, temperature, site, outings, trips, contact } = answersIn(form, person);
  const read = readTemperature(temperature, settings);
  return {
    person,
    health,
    symptoms: health === 'symptoms' ? symptoms : [],
    temperature: 'celsius' in read ? { celsius: read.celsius, site } : null,
    outings,
    trips: outings === 'yes' ? trips.filter((trip) => trip.place.trim() !== '') : [],
    contact,
  };
};

const isSaid = (answers: PersonAnswers): boolean =>
  answersGiven(answers).length > 0 || answers.temperature !== null;

const factsOf = (form: RecordForm, household: Household, persons: Person[]): FactsPatch => {
  const head = persons.find((person) => person.gone === '' && person.relation === 0);
  return {
    residents: residentsIn(form, household),
    ...(head !== undefined && head.name !== '' ? { head: foldName(head.name) } : {}),
    ...(form.phones === null
      ? {}
      : { phones: form.phones.map((phone) => phone.trim()).filter((phone) => phone !== '') }),
    ...(form.occupancy === null ? {} : { occupancy: form.occupancy }),
    ...(form.note === null ? {} : { note: form.note.trim() }),
  };
};

const patchOf = (form: RecordForm, person: Person, isNew: boolean): PersonPatch => {
  const { id, ...facts } = person;
  const patch = isNew ? facts : (form.edits[id] ?? {});
  return patch.name === undefined ? { id, ...patch } : { id, ...patch, name: foldName(patch.name) };
};

/** The household as the form leaves it. */
const householdAfter = (form: RecordForm, household: Household): Household => ({
  ...household,
  persons: personsIn(form, household).filter((person) => person.name.trim() !== ''),
  facts: { ...household.facts, residents: residentsIn(form, household) },
});

const asAttempt = (answers: PersonAnswers[]): Attempt => ({
  visit: '',
  member: '',
  at: 0,
  disposition: 'partial',
  mode: 'in-person',
  callbackAt: null,
  answered: Object.fromEntries(answers.map((one) => [one.person, answersGiven(one)])),
  keys: {},
});

/** What would still be missing after saving, counting what own words of the round have said. */
export const lackingIn = (
  typed: RecordForm,
  household: Household,
  settings: RoundSettings,
): Lacking => {
  const form = settledForm(typed, household);
  const after = householdAfter(form, household);
  const said = personsAsked(after).map((person) => answersOf(form, person.id, settings));
  const own = household.round.attempts.filter(
    ({ visit, mode }) => isOwnWord(mode) && visit !== form.voids,
  );
  return lackingOf(after, [...own, asAttempt(said)], settings);
};

/** FORM-3, FORM-4. */
export const visitOf = (
  typed: RecordForm,
  household: Household,
  settings: RoundSettings,
): VisitForm => {
  const form = settledForm(typed, household);
  const after = householdAfter(form, household);
  const known = new Set(household.persons.map((person) => person.id));
  const answers = personsAsked(after).map((person) => answersOf(form, person.id, settings));
  return {
    household: household.id,
    disposition: isWhole(lackingIn(form, household, settings)) ? 'complete' : 'partial',
    mode: form.mode,
    answers: answers.filter(isSaid),
    facts: factsOf(form, household, after.persons),
    persons: after.persons
      .map((person) => patchOf(form, person, !known.has(person.id)))
      .filter((patch) => Object.keys(patch).length > 1),
    callbackAt: null,
    note: '',
    voids: form.voids,
  };
};
