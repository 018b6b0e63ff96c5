// When a person becomes a key person. TRIG-1: temperature at or above the round's fever bound; a failed reading (below
// the failed-reading bound) fires nothing. TRIG-2: any listed symptom, or "symptoms" without saying which. TRIG-3: a
// trip to a listed place that ended inside the look-back window, or whose end is not known. TRIG-4: contact with a case.

import type { RoundSettings } from '../round/round.ts';
import { dayOf } from '../time/day.ts';
import type { PersonAnswers, Trip } from './visit.ts';

export type Trigger = 'fever' | 'symptom' | 'travel' | 'contact';

const dayMs = 86_400_000;

const isListedTrip = (trip: Trip, since: string, settings: RoundSettings): boolean =>
  settings.listedPlaces.some((place) => trip.place.includes(place)) &&
  (trip.to === '' || trip.to >= since);

/** The triggers that fire for one person's answers, in a fixed order. @param visitedAt ms since 1970 */
export const triggersOf = (
  answers: PersonAnswers,
  visitedAt: number,
  settings: RoundSettings,
): Trigger[] => {
  const fired: Trigger[] = [];
  if ((answers.temperature?.celsius ?? 0) >= settings.feverCelsius) fired.push('fever');
  if (answers.health === 'symptoms') fired.push('symptom');
  const since = dayOf(visitedAt - settings.lookBackDays * dayMs, settings.utcOffsetMinutes);
  if (answers.trips.some((trip) => isListedTrip(trip, since, settings))) fired.push('travel');
  if (answers.contact === 'yes') fired.push('contact');
  return fired;
};
