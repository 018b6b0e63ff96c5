// Doors to come back to. CALL-1: agreed times stand on top, earliest first, whatever their day; below them the doors
// where nobody could answer and something is still owed, those that can be tried now before those tried today already,
// each in walking order. Only the member's own doors.

import type { Household } from '#core/household/household.ts';
import type { OwedAttempts } from '#core/standing/standing.ts';
import { hourOf } from '#core/time/day.ts';
import type { GridView } from '../view.ts';
import { type Asker, hasAssignments, isTheirs, turnOf } from './door-turn.ts';

export type Callback =
  /** `callbackAt`: ms, null when no time was agreed. `isDue`: the time has come. */
  | { kind: 'agreed'; household: Household; callbackAt: number | null; isDue: boolean }
  /** `isDue`: not tried today, and if only the evening attempt is owed, it is evening. */
  | { kind: 'no-answer'; household: Household; owed: OwedAttempts; isDue: boolean };

/** CALL-1. */
export const callbacksDue = (view: GridView, asker: Asker): Callback[] => {
  const isByAssignment = hasAssignments(view);
  const agreed: (Callback & { kind: 'agreed' })[] = [];
  const noAnswer: Callback[] = [];
  for (const household of view.households.values()) {
    if (!isTheirs(household, asker.member, isByAssignment)) continue;
    const standing = view.standings.get(household.id);
    if (standing?.state === 'postponed') {
      const { callbackAt } = standing;
      agreed.push({
        kind: 'agreed',
        household,
        callbackAt,
        isDue: (callbackAt ?? 0) <= asker.nowMs,
      });
    } else if (standing?.state === 'no-answer') {
      const isDue =
        turnOf(view, household, asker) === 'now' && canPayNow(view, standing.owed, asker.nowMs);
      noAnswer.push({ kind: 'no-answer', household, owed: standing.owed, isDue });
    }
  }
  agreed.sort((left, right) => (left.callbackAt ?? 0) - (right.callbackAt ?? 0));
  return [
    ...agreed,
    ...noAnswer.filter((row) => row.isDue),
    ...noAnswer.filter((row) => !row.isDue),
  ];
};

const canPayNow = (view: GridView, owed: OwedAttempts, nowMs: number): boolean => {
  const { eveningFromHour, eveningToHour, utcOffsetMinutes } = view.sheet.settings;
  const hour = hourOf(nowMs, utcOffsetMinutes);
  const isEvening = hour >= eveningFromHour && hour < eveningToHour;
  return isEvening || !owed.evening || owed.attempts > 1;
};
