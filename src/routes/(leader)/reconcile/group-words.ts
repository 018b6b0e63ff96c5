// One line under each group of Reconcile: what its doors have in common and what is missing.

import { buildingKey } from '#core/grid/sheet.ts';
import type { StandingState } from '#core/standing/standing.ts';
import { buildings } from '#data/queries/buildings.ts';
import { openReasons, rowsOf, type OpenReasons } from '#data/queries/open-reasons.ts';
import type { Reconcile } from '#data/queries/reconcile-groups.ts';
import type { GridView } from '#data/view.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';

export type GroupWords = (state: StandingState) => string;

const mostPlaces = 3;

/** '2 号楼 9 · 5 号楼 5', the buildings with most such doors. */
const placesOf = (view: GridView, of: Reconcile, state: StandingState): string => {
  const doors = new Map<string, number>();
  for (const { household } of rowsOf(of, state)) {
    const key = buildingKey(household.compound, household.door.building);
    doors.set(key, (doors.get(key) ?? 0) + 1);
  }
  const named = buildings(view)
    .map(({ key, number, form }) => ({
      name: t().place.building(number, form),
      doors: doors.get(key) ?? 0,
    }))
    .filter((place) => place.doors > 0)
    .sort((left, right) => right.doors - left.doors);
  return tl().reconcile.notVisited(
    named.slice(0, mostPlaces),
    Math.max(0, named.length - mostPlaces),
  );
};

const disputedOf = ({ disputed }: OpenReasons): string =>
  tl().reconcile.disputed(
    disputed
      .slice(0, mostPlaces)
      .map(({ field, doors }) => ({ name: tl().disputes.field[field] ?? field, doors })),
  );

/** Reads the view once for all groups. @param nowMs the phone's clock, ms */
export const groupWords = (view: GridView, of: Reconcile, nowMs: number): GroupWords => {
  const reasons = openReasons(view, of, nowMs);
  const { noAnswer, partial, postponed, unconfirmed } = reasons;
  return (state) => {
    const words = tl().reconcile;
    switch (state) {
      case 'not-visited':
        return placesOf(view, of, state);
      case 'no-answer':
        return words.noAnswer(
          noAnswer.evening.length,
          noAnswer.otherDay.length,
          noAnswer.ready.length,
        );
      case 'partial':
        return words.partial(partial.persons, partial.answers, partial.hearsay);
      case 'postponed':
        return words.postponed(postponed.due, postponed.today, postponed.later, postponed.untold);
      case 'unconfirmed':
        return words.unconfirmed(unconfirmed);
      case 'refused':
        return words.refusedDoors;
      case 'no-access':
        return words.noAccess;
      case 'unable':
        return words.unable;
      case 'not-found':
        return words.notFound;
      case 'disputed':
        return disputedOf(reasons);
      case 'complete':
        return words.complete;
      case 'confirmed-empty':
        return words.confirmedEmpty;
      case 'decided':
        return words.decided;
    }
  };
};
