// The steps of filling in a form, each giving the next form: cards opened, kept and taken away, answers given.

import { type Household, personsAsked } from '#core/household/household.ts';
import type { PersonId } from '#core/ids.ts';
import { openKnown, openNew } from './open-person.ts';
import {
  answersIn,
  type PersonForm,
  personsIn,
  type RecordForm,
  settledForm,
  wellForm,
} from './record-form.ts';

/** Opens the card of a listed or added person; another open card is kept before. */
export const openCard = (form: RecordForm, household: Household, id: PersonId): RecordForm => {
  const settled = settledForm(form, household);
  const person = personsIn(settled, household).find((one) => one.id === id);
  return person === undefined ? settled : { ...settled, open: openKnown(person) };
};

/** Opens a card for one more person; another open card is kept before. */
export const openNewCard = (form: RecordForm, household: Household, id: PersonId): RecordForm => {
  const settled = settledForm(form, household);
  return { ...settled, open: openNew(id, personsIn(settled, household)) };
};

export const closeCard = (form: RecordForm): RecordForm => ({ ...form, open: null });

const without = <Value>(record: Record<string, Value>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([one]) => one !== key));

/** Takes an added person out again, answers and all. */
export const removeAdded = (form: RecordForm, id: PersonId): RecordForm => ({
  ...form,
  open: null,
  added: form.added.filter((one) => one !== id),
  edits: without(form.edits, id),
  answers: without(form.answers, id),
});

export const answer = (
  form: RecordForm,
  id: PersonId,
  change: Partial<PersonForm>,
): RecordForm => ({
  ...form,
  answers: { ...form.answers, [id]: { ...answersIn(form, id), ...change } },
});

/** Everybody who is asked is well, an open card with a name included. */
export const answerAllWell = (form: RecordForm, household: Household): RecordForm => {
  const settled = settledForm(form, household);
  const asked = personsAsked({ ...household, persons: personsIn(settled, household) });
  const well = asked.map(({ id }) => [id, wellForm(answersIn(settled, id))] as const);
  return { ...settled, answers: { ...settled.answers, ...Object.fromEntries(well) } };
};
