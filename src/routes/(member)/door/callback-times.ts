// The times that people agree on at a door, as quick choices: in two hours, this evening, tomorrow morning and evening, in the
// round's own time, none of them past or within the quarter of an hour.

import type { RoundSettings } from '#core/round/round.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

export type QuickTime = {
  at: number;
  day: 'hours' | 'today' | 'tomorrow';
  time: string;
  hours: number;
};

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Earliest first. @param nowMs ms since 1970 */
export const quickTimes = (nowMs: number, settings: RoundSettings): QuickTime[] => {
  const offsetMs = settings.utcOffsetMinutes * minuteMs;
  const midnight = Math.floor((nowMs + offsetMs) / dayMs) * dayMs - offsetMs;
  const evening = settings.eveningFromHour * 60;
  const at = (day: 'today' | 'tomorrow', minutes: number): QuickTime => ({
    at: midnight + (day === 'today' ? 0 : dayMs) + minutes * minuteMs,
    day,
    time: clock(minutes),
    hours: 0,
  });
  const inTwoHours = Math.ceil((nowMs + 120 * minuteMs) / (15 * minuteMs)) * 15 * minuteMs;
  return [
    at('today', evening + 30),
    at('today', evening + 60),
    at('today', evening + 120),
    { at: inTwoHours, day: 'hours' as const, time: '', hours: 2 },
    at('tomorrow', 9 * 60),
    at('tomorrow', evening + 30),
  ].filter((choice) => choice.at > nowMs + 15 * minuteMs);
};

/** @param typed the value of a datetime-local field @returns ms since 1970, or null while it is not a time */
export const timeTyped = (typed: string, utcOffsetMinutes: number): number | null => {
  const local = Date.parse(`${typed}Z`);
  return Number.isNaN(local) ? null : local - utcOffsetMinutes * minuteMs;
};
