// Where a household stands in a round, derived from its visits and never stored by hand. STAND-1: no order in which the
// same visits arrive changes the standing; visits count by the time that the member gave, then by id. STAND-2: the union
// of answers closes, the latest visit names why a door is still open. STAND-5: a complete registration goes before a
// decision, and a decision before everything that is still open. STAND-7: hearsay (proxy, records) closes only a door
// whose no-answer protocol is fulfilled. STAND-8: empty doors are confirmed by two members on two days, counted since
// anybody was last proven to live there. STAND-9: see `agreed`.

import type { Attempt, DecisionReason, FieldKey, Household } from '../household/household.ts';
import type { EventId, StaffId } from '../ids.ts';
import type { RoundSettings } from '../round/round.ts';
import { dayOf } from '../time/day.ts';
import { isEmptyDisposition, provesOccupied, type EmptyDisposition } from '../visit/disposition.ts';
import { isOwnWord } from '../visit/visit.ts';
import { isWhole, lackingOf, type Missing } from './missing.ts';
import { isOwedNothing, owedAttempts, type OwedAttempts } from './owed.ts';

export type { Missing } from './missing.ts';
export type { OwedAttempts } from './owed.ts';

export type Standing =
  | { state: 'not-visited' }
  /** `on`: the day of the visit that made it complete. `isHearsay`: by proxy or records after the no-answer protocol. */
  | { state: 'complete'; on: string; isHearsay: boolean }
  /** `unnamed`: people who live there and are not written down. `isHearsay`: nobody of the household was spoken to. */
  | { state: 'partial'; missing: Missing[]; unnamed: number; isHearsay: boolean }
  | {
      state: 'no-answer';
      disposition: 'no-one-home' | 'no-one-able';
      attempts: number;
      owed: OwedAttempts;
    }
  | { state: 'postponed'; callbackAt: number | null }
  | { state: 'refused' }
  | { state: 'no-access' }
  | { state: 'unable' }
  | { state: 'not-found' }
  /** A second word by somebody not in `notBy`, on a day not in `notOn`, would confirm. */
  | { state: 'unconfirmed'; disposition: EmptyDisposition; notBy: StaffId[]; notOn: string[] }
  | { state: 'confirmed-empty'; disposition: EmptyDisposition; on: string }
  /** Otherwise closed, but two accounts of it differ: a leader has to say which is right. */
  | { state: 'disputed'; fields: FieldKey[] }
  | { state: 'decided'; reason: DecisionReason; by: StaffId; event: EventId };

export type StandingState = Standing['state'];

export const standingStates: readonly StandingState[] = [
  'not-visited',
  'no-answer',
  'postponed',
  'partial',
  'unconfirmed',
  'refused',
  'no-access',
  'unable',
  'not-found',
  'disputed',
  'complete',
  'confirmed-empty',
  'decided',
];

/** Whether the household needs more in this round. */
export const isOpen = ({ state }: Standing): boolean =>
  state !== 'complete' && state !== 'confirmed-empty' && state !== 'decided';

const spoke = ({ disposition }: Attempt): boolean =>
  disposition === 'complete' || disposition === 'partial';

/** STAND-6: visits that found nobody to speak to, whether the door stayed shut or only a child opened it. */
const withoutAnswer = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.filter(
    ({ disposition }) => disposition === 'no-one-home' || disposition === 'no-one-able',
  );

const completeOf = (household: Household, settings: RoundSettings): Standing | null => {
  const { attempts } = household.round;
  const spoken = attempts.filter(spoke);
  const last = spoken.at(-1);
  if (last === undefined) return null;
  const on = dayOf(last.at, settings.utcOffsetMinutes);
  const own = spoken.filter(({ mode }) => isOwnWord(mode));
  if (own.length > 0 && isWhole(lackingOf(household, own, settings)))
    return { state: 'complete', on, isHearsay: false };
  const mayHearsay = isOwedNothing(owedAttempts(withoutAnswer(attempts), settings));
  const isHeard = mayHearsay && isWhole(lackingOf(household, spoken, settings));
  return isHeard ? { state: 'complete', on, isHearsay: true } : null;
};

/** STAND-8. Attempts stand in the order of time. */
const emptyWords = (attempts: readonly Attempt[], disposition: EmptyDisposition): Attempt[] => {
  const lastProof = attempts.findLastIndex((attempt) => provesOccupied(attempt.disposition));
  return attempts.slice(lastProof + 1).filter((attempt) => attempt.disposition === disposition);
};

const emptyOf = (
  words: readonly Attempt[],
  disposition: EmptyDisposition,
  settings: RoundSettings,
): Standing => {
  const day = (attempt: Attempt): string => dayOf(attempt.at, settings.utcOffsetMinutes);
  const confirming = words.find((later, at) =>
    words
      .slice(0, at)
      .some((earlier) => earlier.member !== later.member && day(earlier) !== day(later)),
  );
  if (confirming !== undefined)
    return { state: 'confirmed-empty', disposition, on: day(confirming) };
  const notBy = [...new Set(words.map(({ member }) => member))].sort();
  const notOn = [...new Set(words.map(day))].sort();
  return { state: 'unconfirmed', disposition, notBy, notOn };
};

const confirmedOf = (attempts: readonly Attempt[], settings: RoundSettings): Standing | null => {
  for (const disposition of ['vacant', 'not-a-dwelling', 'demolished'] as const) {
    const standing = emptyOf(emptyWords(attempts, disposition), disposition, settings);
    if (standing.state === 'confirmed-empty') return standing;
  }
  return null;
};

/** STAND-2: why it is still open, by the latest visit. */
const openOf = (household: Household, latest: Attempt, settings: RoundSettings): Standing => {
  const { attempts } = household.round;
  const { disposition } = latest;
  if (isEmptyDisposition(disposition))
    return emptyOf(emptyWords(attempts, disposition), disposition, settings);
  switch (disposition) {
    case 'complete':
    case 'partial': {
      const spoken = attempts.filter(spoke);
      const own = spoken.filter(({ mode }) => isOwnWord(mode));
      const lacking = lackingOf(household, own.length > 0 ? own : spoken, settings);
      return { state: 'partial', ...lacking, isHearsay: own.length === 0 };
    }
    case 'no-one-home':
    case 'no-one-able': {
      const tried = withoutAnswer(attempts);
      return {
        state: 'no-answer',
        disposition,
        attempts: tried.length,
        owed: owedAttempts(tried, settings),
      };
    }
    case 'postponed':
      return { state: 'postponed', callbackAt: latest.callbackAt };
    default:
      return { state: disposition };
  }
};

/** STAND-9: what was registered twice and differently is not closed before it is resolved. */
const agreed = ({ disputes }: Household, closed: Standing): Standing =>
  disputes.length === 0
    ? closed
    : { state: 'disputed', fields: disputes.map(({ field }) => field) };

/** The standing of a household in its current round. @param settings those of the round as on the sheet */
export const standingOf = (household: Household, settings: RoundSettings): Standing => {
  const { attempts, decision } = household.round;
  const closed = completeOf(household, settings) ?? confirmedOf(attempts, settings);
  if (closed !== null) return agreed(household, closed);
  if (decision !== null) {
    return { state: 'decided', reason: decision.reason, by: decision.by, event: decision.event };
  }
  const latest = attempts.at(-1);
  return latest === undefined ? { state: 'not-visited' } : openOf(household, latest, settings);
};
