// A household: one door and whoever lives behind it, also when nobody does. The document carries what its standing in
// the current round follows from, so that matrix, lists and counts need households alone. HOUSE-1: every field that
// members write is a register with a stamp; a field without a stamp is as it was listed. HOUSE-2: persons are never
// removed from the document, only marked as gone. HOUSE-3: persons stand in the order of their ids (code units).

import type { Door } from '../address/door.ts';
import type {
  CompoundId,
  EventId,
  GridId,
  HouseholdId,
  PersonId,
  RoundId,
  StaffId,
} from '../ids.ts';
import type { Disposition } from '../visit/disposition.ts';
import type { Answer, ContactMode } from '../visit/visit.ts';
import type { Trigger } from '../visit/triggers.ts';

export type Occupancy = 'unknown' | 'owner' | 'tenant' | 'group-let' | 'vacant';

export type HouseholdFacts = {
  head: string;
  /** How many people live there, 0–200; null when nobody could say. */
  residents: number | null;
  phones: string[];
  occupancy: Occupancy;
  note: string;
};

/** GB/T 4761: 0 head, 1 spouse, 2 son, 3 daughter, 4 grandchild, 5 parent, 6 grandparent, 7 sibling, 8 other. */
export type Relation = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
/** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unstated. */
export type Sex = 0 | 1 | 2 | 9;
export type Residence = 'usual' | 'temporary' | 'away' | 'visitor';
/** Why a listed person is no longer counted, or '' while they are. */
export type Gone = '' | 'moved-out' | 'died' | 'listed-by-mistake';

export type PersonFacts = {
  name: string;
  relation: Relation;
  sex: Sex;
  /** Year only; null when unknown. */
  birthYear: number | null;
  phone: string;
  residence: Residence;
  /** Optional, '' unless a trigger asked for it. */
  idNumber: string;
  gone: Gone;
};
export type Person = PersonFacts & { id: PersonId };

/** Who wrote a field: [ordering ms, counter, event, sequence number of the event, member]. */
export type Stamp = [
  orderMs: number,
  counter: number,
  event: EventId,
  seq: number,
  member: StaffId,
];

/** One value of a disputed field; `value` is of the field's own type. */
export type Claim = { value: unknown; stamp: Stamp | null };
/** Two or more values of one field, none written in knowledge of the other. `claims[0]` is the one shown meanwhile. */
export type Dispute = { field: FieldKey; claims: Claim[] };
/** `phones`, or `<person id>:name`. */
export type FieldKey = string;

export type Attempt = {
  visit: EventId;
  member: StaffId;
  /** The phone's claim, ms. */
  at: number;
  disposition: Disposition;
  mode: ContactMode;
  callbackAt: number | null;
  /** What each person spoken for has answered. */
  answered: Record<PersonId, Answer[]>;
  /** Persons for whom a trigger fired, and which. */
  keys: Record<PersonId, Trigger[]>;
};

/** Fixed reasons of a leader's decision. */
export type DecisionReason =
  | 'property-confirms-empty'
  | 'owner-reached-elsewhere'
  | 'counted-at-other-door'
  | 'unsafe-to-visit'
  | 'handed-to-police'
  | 'other';
export const decisionReasons: readonly DecisionReason[] = [
  'property-confirms-empty',
  'owner-reached-elsewhere',
  'counted-at-other-door',
  'unsafe-to-visit',
  'handed-to-police',
  'other',
];
export type Decision = {
  event: EventId;
  by: StaffId;
  at: number;
  reason: DecisionReason;
  sentence: string;
};

/** Voided visits are not among the attempts. Attempts stand in the order of their visit ids' stamps: by (at, visit). */
export type RoundState = { id: RoundId; attempts: Attempt[]; decision: Decision | null };

export type Household = {
  id: HouseholdId;
  grid: GridId;
  seq: number;
  compound: CompoundId;
  door: Door;
  facts: HouseholdFacts;
  persons: Person[];
  stamps: Record<FieldKey, Stamp>;
  disputes: Dispute[];
  assignee: StaffId;
  round: RoundState;
  /** What the round before knew, or null. `on` is a day, YYYY-MM-DD. */
  last: { round: RoundId; on: string; disposition: Disposition } | null;
  /** Who added the door in the field; null for a door of the roster. */
  listed: { by: StaffId; at: number } | null;
  /** Taken back right after it was listed by mistake: kept, not counted. */
  withdrawn: boolean;
};

export const unknownFacts: HouseholdFacts = {
  head: '',
  residents: null,
  phones: [],
  occupancy: 'unknown',
  note: '',
};

export const unknownPerson: PersonFacts = {
  name: '',
  relation: 8,
  sex: 0,
  birthYear: null,
  phone: '',
  residence: 'usual',
  idNumber: '',
  gone: '',
};

/** Persons who are counted: not gone. Order as stored. */
export const personsHere = (household: Household): Person[] =>
  household.persons.filter((person) => person.gone === '');

/** HOUSE-4: persons who owe answers: counted and not away. */
export const personsAsked = (household: Household): Person[] =>
  personsHere(household).filter((person) => person.residence !== 'away');
