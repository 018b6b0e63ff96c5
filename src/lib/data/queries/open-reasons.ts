// Why doors are still open, one step finer than their groups: what a leader can do about each tonight. WHY-1: every count
// is of doors of its group, never of visits; a door may be counted under several headings, so they are not added up.

import type { Household } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import { isOwedNothing } from '#core/standing/owed.ts';
import type { Standing } from '#core/standing/standing.ts';
import { dayOf } from '#core/time/day.ts';
import { type EmptyDisposition } from '#core/visit/disposition.ts';
import type { GridView } from '../view.ts';
import type { Reconcile, ReconcileGroup, ReconcileRow } from './reconcile-groups.ts';

export type OpenReasons = {
  /** No answer: an evening attempt is missing; another day is missing; the protocol is fulfilled. */
  noAnswer: { evening: HouseholdId[]; otherDay: HouseholdId[]; ready: HouseholdId[] };
  /** Partial: people are not written down; answers are missing; known by hearsay alone. */
  partial: { persons: number; answers: number; hearsay: number };
  /** Agreed time passed; later today; another day; none said. */
  postponed: { due: number; today: number; later: number; untold: number };
  unconfirmed: Record<EmptyDisposition, number>;
  /** Fields in dispute by their own name ('phones', 'name'), most frequent first. */
  disputed: { field: string; doors: number }[];
};

/** WHY-1. @param nowMs the phone's clock, ms */
export const openReasons = (view: GridView, of: Reconcile, nowMs: number): OpenReasons => ({
  noAnswer: noAnswerOf(rowsOf(of, 'no-answer')),
  partial: partialOf(rowsOf(of, 'partial')),
  postponed: postponedOf(rowsOf(of, 'postponed'), nowMs, view.sheet.settings.utcOffsetMinutes),
  unconfirmed: unconfirmedOf(rowsOf(of, 'unconfirmed')),
  disputed: fieldsOf(of.across.disputed.map(({ household }) => household)),
});

export const rowsOf = (of: Reconcile, state: ReconcileGroup['state']): ReconcileRow[] =>
  of.groups.find((group) => group.state === state)?.rows ?? [];

/** Rows with their standing narrowed to one state. */
const narrowed = <State extends Standing['state']>(
  rows: readonly ReconcileRow[],
  state: State,
): { household: Household; standing: Standing & { state: State } }[] =>
  rows.flatMap(({ household, standing }) =>
    standing.state === state
      ? [{ household, standing: standing as Standing & { state: State } }]
      : [],
  );

const noAnswerOf = (all: readonly ReconcileRow[]): OpenReasons['noAnswer'] => {
  const rows = narrowed(all, 'no-answer');
  const ids = (isIt: (row: (typeof rows)[number]) => boolean): HouseholdId[] =>
    rows.filter(isIt).map(({ household }) => household.id);
  return {
    evening: ids(({ standing }) => standing.owed.evening),
    otherDay: ids(({ standing }) => standing.owed.days > 0),
    ready: ids(({ standing }) => isOwedNothing(standing.owed)),
  };
};

const partialOf = (all: readonly ReconcileRow[]): OpenReasons['partial'] => {
  const rows = narrowed(all, 'partial');
  return {
    persons: rows.filter(({ standing }) => standing.unnamed > 0).length,
    answers: rows.filter(({ standing }) => standing.missing.length > 0).length,
    hearsay: rows.filter(({ standing }) => standing.isHearsay).length,
  };
};

const postponedOf = (
  all: readonly ReconcileRow[],
  nowMs: number,
  utcOffsetMinutes: number,
): OpenReasons['postponed'] => {
  const counts = { due: 0, today: 0, later: 0, untold: 0 };
  const today = dayOf(nowMs, utcOffsetMinutes);
  for (const { standing } of narrowed(all, 'postponed')) {
    const at = standing.callbackAt;
    if (at === null) counts.untold += 1;
    else if (at <= nowMs) counts.due += 1;
    else if (dayOf(at, utcOffsetMinutes) === today) counts.today += 1;
    else counts.later += 1;
  }
  return counts;
};

const unconfirmedOf = (all: readonly ReconcileRow[]): OpenReasons['unconfirmed'] => {
  const counts = { vacant: 0, 'not-a-dwelling': 0, demolished: 0 };
  for (const { standing } of narrowed(all, 'unconfirmed')) counts[standing.disposition] += 1;
  return counts;
};

const fieldsOf = (households: readonly Household[]): OpenReasons['disputed'] => {
  const doors = new Map<string, number>();
  for (const { disputes } of households) {
    const fields = new Set(disputes.map(({ field }) => field.slice(field.lastIndexOf(':') + 1)));
    for (const field of fields) doors.set(field, (doors.get(field) ?? 0) + 1);
  }
  return [...doors]
    .map(([field, count]) => ({ field, doors: count }))
    .sort((left, right) => right.doors - left.doors);
};
