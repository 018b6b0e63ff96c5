// What a door where nobody answered still owes (STAND-6): so many dated attempts, on so many days, one of them in the
// evening, before proxy, meter lead or a leader's named decision may close it. All three numbers are the round's.

import type { Attempt } from '../household/household.ts';
import type { RoundSettings } from '../round/round.ts';
import { dayOf, hourOf } from '../time/day.ts';

/** Attempts and days still to come (0 and more); whether an evening attempt is still missing. */
export type OwedAttempts = { attempts: number; days: number; evening: boolean };

export const isEvening = (ms: number, settings: RoundSettings): boolean => {
  const hour = hourOf(ms, settings.utcOffsetMinutes);
  return hour >= settings.eveningFromHour && hour < settings.eveningToHour;
};

/** @param attempts those that found nobody home, or nobody able to answer */
export const owedAttempts = (
  attempts: readonly Attempt[],
  settings: RoundSettings,
): OwedAttempts => {
  const days = new Set(attempts.map(({ at }) => dayOf(at, settings.utcOffsetMinutes)));
  return {
    attempts: Math.max(0, settings.attemptsOwed - attempts.length),
    days: Math.max(0, settings.daysOwed - days.size),
    evening: !attempts.some(({ at }) => isEvening(at, settings)),
  };
};

export const isOwedNothing = (owed: OwedAttempts): boolean =>
  owed.attempts === 0 && owed.days === 0 && !owed.evening;
