// A visit: one attempt at one household by one member at one time, whatever came of it. VISIT-4: a visit is never
// edited; a correction is a new visit that names the one it voids. VISIT-5: answers have three values; blank is
// 'unknown', never 'no'.

import type { EventId, GridId, HouseholdId, PersonId, RoundId, StaffId } from '../ids.ts';
import type { Disposition } from './disposition.ts';

export type ContactMode = 'in-person' | 'doorway' | 'phone' | 'proxy' | 'self-report' | 'records';
export const contactModes: readonly ContactMode[] = [
  'in-person',
  'doorway',
  'phone',
  'proxy',
  'self-report',
  'records',
];

/** VISIT-6: whoever answers for a household by proxy or from records does not close it alone. */
export const isOwnWord = (mode: ContactMode): boolean => mode !== 'proxy' && mode !== 'records';

export type Health = 'well' | 'symptoms' | 'unknown';
export type YesNo = 'yes' | 'no' | 'unknown';
export type TemperatureSite = 'forehead' | 'ear' | 'armpit' | 'wrist';
export type Transport = 'train' | 'plane' | 'coach' | 'car' | 'ferry' | 'other';

/** `celsius` as read, one decimal, 30.0–45.0. A reading below the round's failed-reading bound is kept but says nothing. */
export type Temperature = { celsius: number; site: TemperatureSite };

/** `from` and `to` are days (YYYY-MM-DD), '' when not known. `number` is a train, flight or plate number, or ''. */
export type Trip = {
  place: string;
  from: string;
  to: string;
  transport: Transport;
  number: string;
};

/** What was learnt of one person on one visit. `trips` is empty unless `outings` is 'yes'. */
export type PersonAnswers = {
  person: PersonId;
  health: Health;
  symptoms: string[];
  temperature: Temperature | null;
  outings: YesNo;
  trips: Trip[];
  contact: YesNo;
};

/** What a member writes down; the rest of a visit follows from the event that carries it. */
export type VisitBody = {
  household: HouseholdId;
  round: RoundId;
  /** Version of the round's settings that were shown to the member. */
  settings: number;
  /** The phone's claim, ms since 1970. Never trusted for ordering, shown with the receipt time when they differ. */
  visitedAt: number;
  disposition: Disposition;
  mode: ContactMode;
  answers: PersonAnswers[];
  /** Agreed time, ms since 1970; only for 'postponed'. */
  callbackAt: number | null;
  note: string;
  /** The visit that this one corrects, or ''. */
  voids: EventId;
};

/** The stored visit. `voidedBy` is the event that took it back, or ''. */
export type Visit = VisitBody & {
  id: EventId;
  grid: GridId;
  seq: number;
  member: StaffId;
  voidedBy: EventId;
};

export type Answer = 'health' | 'outings' | 'contact';

/** VISIT-7: the answers that this person has given on this visit, in the order asked. */
export const answersGiven = (answers: PersonAnswers): Answer[] => {
  const given: Answer[] = [];
  if (answers.health !== 'unknown') given.push('health');
  if (answers.outings !== 'unknown') given.push('outings');
  if (answers.contact !== 'unknown') given.push('contact');
  return given;
};

/** All-well answers for one person: what the button "all well" writes down. */
export const allWell = (person: PersonId): PersonAnswers => ({
  person,
  health: 'well',
  symptoms: [],
  temperature: null,
  outings: 'no',
  trips: [],
  contact: 'no',
});

/** A person spoken of, with nothing asked yet. */
export const nothingAsked = (person: PersonId): PersonAnswers => ({
  ...allWell(person),
  health: 'unknown',
  outings: 'unknown',
  contact: 'unknown',
});
