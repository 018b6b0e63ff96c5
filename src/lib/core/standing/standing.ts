// placeholder of types; rules follow
import type { Household } from '../household/household.ts';
import type { EventId, PersonId, StaffId } from '../ids.ts';
import type { RoundSettings } from '../round/round.ts';
import type { DecisionReason } from '../household/household.ts';
import type { EmptyDisposition } from '../visit/disposition.ts';
import type { Answer } from '../visit/visit.ts';

/** What one person still owes; `person` '' stands for people who live there and are not written down yet (`unnamed` of them). */
export type Missing = { person: PersonId; answers: Answer[] };

/** What no-one-home still owes before proxy, meter lead or a decision may close the door (STAND-6). */
export type OwedAttempts = { attempts: number; days: number; evening: boolean };

export type Standing =
  | { state: 'not-visited' }
  | { state: 'complete'; on: string }
  /** Own word not given: by proxy or from records only, protocol not fulfilled. */
  | { state: 'partial'; missing: Missing[]; unnamed: number; isHearsay: boolean }
  | { state: 'no-answer'; disposition: 'no-one-home' | 'no-one-able'; attempts: number; owed: OwedAttempts }
  | { state: 'postponed'; callbackAt: number | null }
  | { state: 'refused' }
  | { state: 'no-access' }
  | { state: 'unable' }
  | { state: 'not-found' }
  /** One word for it; a second by `notBy` on a day other than `notOn` would confirm. */
  | { state: 'unconfirmed'; disposition: EmptyDisposition; confirmations: number; notBy: StaffId[]; notOn: string[] }
  | { state: 'confirmed-empty'; disposition: EmptyDisposition; on: string }
  | { state: 'decided'; reason: DecisionReason; by: StaffId; event: EventId };

export type StandingState = Standing['state'];
export declare const standingOf: (household: Household, settings: RoundSettings) => Standing;
