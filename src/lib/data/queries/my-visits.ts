// What a member did on one day: their attempts that still stand, newest first. Undone visits are not among them; the
// fate of each (saved, received, refused) comes from the app's `ownEvents`.

import type { Attempt, Household } from '#core/household/household.ts';
import type { StaffId } from '#core/ids.ts';
import { dayOf } from '#core/time/day.ts';
import type { GridView } from '../view.ts';

export type MyVisit = { household: Household; attempt: Attempt };

/** @param of.day YYYY-MM-DD in the round's own offset */
export const myVisitsOn = (view: GridView, of: { member: StaffId; day: string }): MyVisit[] => {
  const { utcOffsetMinutes } = view.sheet.settings;
  const visits: MyVisit[] = [];
  for (const household of view.households.values()) {
    for (const attempt of household.round.attempts) {
      if (attempt.member === of.member && dayOf(attempt.at, utcOffsetMinutes) === of.day) {
        visits.push({ household, attempt });
      }
    }
  }
  return visits.sort((left, right) => right.attempt.at - left.attempt.at);
};

/** @param of.nowMs the phone's clock, ms */
export const myVisitsToday = (view: GridView, of: { member: StaffId; nowMs: number }): MyVisit[] =>
  myVisitsOn(view, {
    member: of.member,
    day: dayOf(of.nowMs, view.sheet.settings.utcOffsetMinutes),
  });
