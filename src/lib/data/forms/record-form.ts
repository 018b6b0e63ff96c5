// The form of one registration, as plain JSON: it is the draft that survives a killed tab. FORM-1: it holds only what was
// typed, as it was typed; the household of the moment lies underneath, so that what a colleague learns meanwhile shows
// through. FORM-2: nothing typed is ever lost on the way into the visit but empty persons and empty phone numbers.

import {
  type Household,
  type Occupancy,
  type Person,
  type PersonFacts,
  personsHere,
  unknownPerson,
} from '#core/household/household.ts';
import type { EventId, PersonId } from '#core/ids.ts';
import type {
  ContactMode,
  Health,
  PersonAnswers,
  TemperatureSite,
  Trip,
  Visit,
  YesNo,
} from '#core/visit/visit.ts';
import { factsOfOpen, hasName, type OpenPerson } from './open-person.ts';

export type PersonForm = {
  health: Health;
  symptoms: string[];
  /** As typed: '36.8', '368', ''. */
  temperature: string;
  site: TemperatureSite;
  outings: YesNo;
  trips: Trip[];
  contact: YesNo;
};

export type RecordForm = {
  v: 1;
  mode: ContactMode;
  answers: Record<PersonId, PersonForm>;
  /** What was typed about listed and added persons. */
  edits: Record<PersonId, Partial<PersonFacts>>;
  /** Persons to add, in the order of adding. */
  added: PersonId[];
  /** The card that is being written, or null. */
  open: OpenPerson | null;
  /** Null while untouched. */
  residents: string | null;
  phones: string[] | null;
  occupancy: Occupancy | null;
  note: string | null;
  /** The own visit that this form corrects, or ''. */
  voids: EventId;
};

export const emptyForm = (mode: ContactMode = 'in-person'): RecordForm => ({
  v: 1,
  mode,
  answers: {},
  edits: {},
  added: [],
  open: null,
  residents: null,
  phones: null,
  occupancy: null,
  note: null,
  voids: '',
});

export const unasked: PersonForm = {
  health: 'unknown',
  symptoms: [],
  temperature: '',
  site: 'forehead',
  outings: 'unknown',
  trips: [],
  contact: 'unknown',
};

/** What "all well" writes down; a temperature that was read stays. */
export const wellForm = (before: PersonForm): PersonForm => ({
  ...unasked,
  temperature: before.temperature,
  site: before.site,
  health: 'well',
  outings: 'no',
  contact: 'no',
});

export const answersIn = (form: RecordForm, person: PersonId): PersonForm =>
  form.answers[person] ?? unasked;

/** FORM-5. The form with its open card kept, or thrown away when it has no name. */
export const settledForm = (form: RecordForm, household: Household): RecordForm => {
  const { open } = form;
  if (open === null || !hasName(open)) return { ...form, open: null };
  const isListed = household.persons.some((person) => person.id === open.id);
  const isAdded = isListed || form.added.includes(open.id);
  return {
    ...form,
    open: null,
    added: isAdded ? form.added : [...form.added, open.id],
    edits: { ...form.edits, [open.id]: { ...form.edits[open.id], ...factsOfOpen(open) } },
  };
};

/** Nothing was typed; how it was asked, what it corrects and an untouched new card do not count. */
export const isEmptyForm = (form: RecordForm): boolean => {
  const isTyped = form.open !== null && (hasName(form.open) || form.open.year !== '');
  const plain = { mode: '', voids: '', open: null };
  return (
    !isTyped &&
    JSON.stringify({ ...form, ...plain }) === JSON.stringify({ ...emptyForm(), ...plain })
  );
};

const headFirst = (left: Person, right: Person): number =>
  Number(left.relation !== 0) - Number(right.relation !== 0);

/** Listed persons as edited, the head first, then the added ones. Those who are gone are among them. */
export const personsIn = (form: RecordForm, household: Household): Person[] => {
  const listed = household.persons.map((person) => ({ ...person, ...form.edits[person.id] }));
  const known = new Set(household.persons.map((person) => person.id));
  const added = form.added
    .filter((id) => !known.has(id))
    .map((id) => ({ ...unknownPerson, ...form.edits[id], id }));
  return [...listed.sort(headFirst), ...added];
};

/** Null while nobody knows; never less than the persons written down. */
export const residentsIn = (form: RecordForm, household: Household): number | null => {
  const here = personsHere({ ...household, persons: personsIn(form, household) }).length;
  if (form.residents !== null) {
    const typed = Number.parseInt(form.residents, 10);
    return Number.isNaN(typed) ? null : Math.min(200, Math.max(typed, 0));
  }
  const { residents } = household.facts;
  return here > (residents ?? 0) ? here : residents;
};

const personForm = (answers: PersonAnswers): PersonForm => ({
  health: answers.health,
  symptoms: answers.symptoms,
  temperature: answers.temperature?.celsius.toFixed(1) ?? '',
  site: answers.temperature?.site ?? 'forehead',
  outings: answers.outings,
  trips: answers.trips,
  contact: answers.contact,
});

/** The form that corrects an own visit: what it said, to be said again better. */
export const formOfVisit = (visit: Visit): RecordForm => ({
  ...emptyForm(visit.mode),
  answers: Object.fromEntries(
    visit.answers.map((answers) => [answers.person, personForm(answers)]),
  ),
  voids: visit.id,
});

/** A draft as it came out of storage; null when it is none of ours. */
export const parseForm = (stored: unknown): RecordForm | null => {
  if (typeof stored !== 'object' || stored === null || !('v' in stored) || stored.v !== 1)
    return null;
  return { ...emptyForm(), ...(stored as RecordForm) };
};
