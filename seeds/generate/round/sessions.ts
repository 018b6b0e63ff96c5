// When a round's first days were walked: mornings, afternoons and evenings of the two days before the base time, and of
// its own day as far as it has come. Times follow from the base time alone.

import { dayOf } from '#core/time/day.ts';
import { defaultSettings, type Round } from '#core/round/round.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const offsetMs = defaultSettings.utcOffsetMinutes * minuteMs;

/** `isOffline`: nobody had a signal, everybody sends when it is over. */
export type Session = { fromMs: number; toMs: number; isOffline: boolean };

/** Indices of the sessions that always exist; any later one belongs to the base time's own day. */
export const slots = {
  briefing: 0,
  firstMorning: 1,
  firstAfternoon: 2,
  firstEvening: 3,
  secondMorning: 4,
  secondAfternoon: 5,
  secondEvening: 6,
} as const;

/** Local midnight before the base time, ms. */
export const midnightOf = (nowMs: number): number =>
  Math.floor((nowMs + offsetMs) / dayMs) * dayMs - offsetMs;

/** @param hours from and to, hours of the local day; parts of an hour as fractions */
const session = (
  midnight: number,
  hours: readonly [number, number],
  isOffline = false,
): Session => ({
  fromMs: midnight + hours[0] * hourMs,
  toMs: midnight + hours[1] * hourMs,
  isOffline,
});

const dayOfSweep = (midnight: number): Session[] => [
  session(midnight, [9, 11.75]),
  session(midnight, [14, 17.25], true),
  session(midnight, [18.1, 20.6]),
];

/** What has been walked by the base time; a session just begun is not told yet. */
const soFar = (sessions: readonly Session[], nowMs: number): Session[] =>
  sessions
    .map((one) => ({ ...one, toMs: Math.min(one.toMs, nowMs - 6 * minuteMs) }))
    .filter((one) => one.toMs - one.fromMs >= 20 * minuteMs);

/** @param nowMs the base time, ms since 1970 */
export const sessionsBefore = (nowMs: number): Session[] => {
  const today = midnightOf(nowMs);
  return [
    session(today - 2 * dayMs, [8.2, 8.7]),
    ...dayOfSweep(today - 2 * dayMs),
    ...dayOfSweep(today - dayMs),
    ...soFar(dayOfSweep(today), nowMs),
  ];
};

/** The first round, opened two days before the base time and open for three days after it. */
export const firstRound = (nowMs: number): Round => ({
  id: 'r1',
  number: 1,
  name: '第 1 轮',
  opensOn: dayOf(nowMs - 2 * dayMs, defaultSettings.utcOffsetMinutes),
  closesOn: dayOf(nowMs + 3 * dayMs, defaultSettings.utcOffsetMinutes),
  isClosed: false,
});

/** @param hour of the base time's local day, fractions allowed */
export const todayAt = (nowMs: number, hour: number): number => midnightOf(nowMs) + hour * hourMs;
