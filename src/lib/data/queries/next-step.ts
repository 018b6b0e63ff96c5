// What a leader does next about a door that is open, and about the whole grid. STEP-1: every open door has exactly one
// next step. STEP-2: the one large button offers, in this order: deal out doors while nobody has any; callbacks of
// tonight; accounts that differ; doors whose attempts are used up or that wait for the leader; doors of nobody. STEP-3: a
// door may be decided unless it is closed, waits for a dispute, or still owes attempts (DECIDE-2).

import type { HouseholdId } from '#core/ids.ts';
import { isOwedNothing, type OwedAttempts } from '#core/standing/owed.ts';
import { isOpen, type Standing, type StandingState } from '#core/standing/standing.ts';
import { hourOf } from '#core/time/day.ts';
import type { GridView } from '../view.ts';
import { hasAssignments } from './door-turn.ts';
import { openDoors } from './assignment-plan.ts';
import { openReasons, rowsOf } from './open-reasons.ts';
import type { Reconcile } from './reconcile-groups.ts';

export type NextStep =
  | 'visit'
  | 'visit-evening'
  | 'visit-other-day'
  | 'call-back'
  | 'ask-the-rest'
  | 'ask-themselves'
  | 'second-word'
  | 'resolve'
  | 'decide'
  | 'go-yourself';

const noAnswerStep = (owed: OwedAttempts): NextStep => {
  if (isOwedNothing(owed)) return 'decide';
  return owed.evening ? 'visit-evening' : owed.days > 0 ? 'visit-other-day' : 'visit';
};

/** STEP-1. Null when the door is closed. */
export const nextStepOf = (standing: Standing): NextStep | null => {
  switch (standing.state) {
    case 'not-visited':
      return 'visit';
    case 'no-answer':
      return noAnswerStep(standing.owed);
    case 'postponed':
      return 'call-back';
    case 'partial':
      return standing.isHearsay ? 'ask-themselves' : 'ask-the-rest';
    case 'unconfirmed':
      return 'second-word';
    case 'disputed':
      return 'resolve';
    case 'refused':
    case 'no-access':
    case 'unable':
    case 'not-found':
      return 'go-yourself';
    case 'complete':
    case 'confirmed-empty':
    case 'decided':
      return null;
  }
};

export type DecisionBar =
  { kind: 'closed' } | { kind: 'disputed' } | { kind: 'attempts-owed'; owed: OwedAttempts };

/** STEP-3. Null when the door may be decided. */
export const decisionBarOf = (standing: Standing): DecisionBar | null => {
  if (!isOpen(standing)) return { kind: 'closed' };
  if (standing.state === 'disputed') return { kind: 'disputed' };
  return standing.state === 'no-answer' && !isOwedNothing(standing.owed)
    ? { kind: 'attempts-owed', owed: standing.owed }
    : null;
};

export type MostUseful =
  | { kind: 'assign-all'; doors: number }
  /** `fromHour`: when the evening begins; `isNow`: it has begun. */
  | { kind: 'assign-evening'; doors: HouseholdId[]; fromHour: number; isNow: boolean }
  | { kind: 'resolve'; disputes: number }
  | { kind: 'decide'; state: StandingState; doors: number }
  | { kind: 'assign-unassigned'; doors: number }
  | { kind: 'look'; state: StandingState; doors: number }
  | { kind: 'nothing-open' };

const leaderStates: readonly StandingState[] = ['refused', 'no-access', 'unable', 'not-found'];

/** STEP-2. @param nowMs the phone's clock, ms */
export const mostUseful = (view: GridView, of: Reconcile, nowMs: number): MostUseful => {
  if (of.open === 0) return { kind: 'nothing-open' };
  if (!hasAssignments(view)) return { kind: 'assign-all', doors: of.open };
  const { settings } = view.sheet;
  const { noAnswer } = openReasons(view, of, nowMs);
  const hour = hourOf(nowMs, settings.utcOffsetMinutes);
  const fromHour = settings.eveningFromHour;
  if (noAnswer.evening.length > 0 && hour < settings.eveningToHour) {
    return {
      kind: 'assign-evening',
      doors: noAnswer.evening,
      fromHour,
      isNow: hour >= fromHour,
    };
  }
  return afterEvening(view, of, noAnswer.ready.length);
};

const afterEvening = (view: GridView, of: Reconcile, ready: number): MostUseful => {
  const disputes = of.across.disputed.length;
  if (disputes > 0) return { kind: 'resolve', disputes };
  if (ready > 0) return { kind: 'decide', state: 'no-answer', doors: ready };
  for (const state of leaderStates) {
    const doors = rowsOf(of, state).length;
    if (doors > 0) return { kind: 'decide', state, doors };
  }
  const nobodys = openDoors(view, '').length;
  if (nobodys > 0) return { kind: 'assign-unassigned', doors: nobodys };
  const largest = of.groups
    .filter((group) => group.isOpen)
    .reduce((most, group) => (group.rows.length > most.rows.length ? group : most));
  return { kind: 'look', state: largest.state, doors: largest.rows.length };
};
