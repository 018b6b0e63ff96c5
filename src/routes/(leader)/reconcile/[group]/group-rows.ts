// The doors of one group page, narrowed by the page's address, and arranged by building for walking.

import { buildingKey } from '#core/grid/sheet.ts';
import { standingStates, type StandingState } from '#core/standing/standing.ts';
import { openReasons } from '#data/queries/open-reasons.ts';
import { reconcile, type ReconcileRow } from '#data/queries/reconcile-groups.ts';
import type { GridView } from '#data/view.ts';
import { t } from '#ui/words/words.svelte.ts';
import { compoundName } from '../../../door-words.ts';

/** A standing, or the doors found in the field, whatever their standing. */
export type GroupName = StandingState | 'found';
export const groupFilters = ['all', 'evening', 'otherDay', 'ready'] as const;
export type GroupFilter = (typeof groupFilters)[number];

export const parseGroup = (text: string): GroupName | null =>
  text === 'found' ? text : (standingStates.find((state) => state === text) ?? null);

export const parseFilter = (text: string | null): GroupFilter =>
  groupFilters.find((filter) => filter === text) ?? 'all';

export type GroupDoors = {
  rows: ReconcileRow[];
  /** How many doors each filter leaves; only for doors without an answer. */
  counts: Record<GroupFilter, number> | null;
};

/** Doors in walking order. @param nowMs the phone's clock, ms */
export const groupDoors = (
  view: GridView,
  asked: { group: GroupName; filter: GroupFilter; nowMs: number },
): GroupDoors => {
  const of = reconcile(view);
  const all =
    asked.group === 'found'
      ? of.across.found
      : (of.groups.find(({ state }) => state === asked.group)?.rows ?? []);
  if (asked.group !== 'no-answer') return { rows: all, counts: null };
  const { noAnswer } = openReasons(view, of, asked.nowMs);
  const { filter } = asked;
  const kept = filter === 'all' ? null : new Set(noAnswer[filter]);
  return {
    rows: kept === null ? all : all.filter(({ household }) => kept.has(household.id)),
    counts: {
      all: all.length,
      evening: noAnswer.evening.length,
      otherDay: noAnswer.otherDay.length,
      ready: noAnswer.ready.length,
    },
  };
};

export type RowsOfBuilding = { key: string; name: string; rows: ReconcileRow[] };

/** Rows keep their order; buildings stand where their first row stands. */
export const byBuilding = (view: GridView, rows: readonly ReconcileRow[]): RowsOfBuilding[] => {
  const found = new Map<string, RowsOfBuilding>();
  const hasCompounds = view.sheet.compounds.length > 1;
  for (const row of rows) {
    const { compound, door } = row.household;
    const key = buildingKey(compound, door.building);
    const building = found.get(key);
    if (building === undefined) {
      const name = buildingName(view, compound, door.building);
      const place = hasCompounds ? `${compoundName(view, compound)} ${name}` : name;
      found.set(key, { key, name: place, rows: [row] });
    } else building.rows.push(row);
  }
  return [...found.values()];
};

const buildingName = (view: GridView, compound: string, number: string): string => {
  const listed = view.sheet.buildings.find(
    (one) => one.compound === compound && one.number === number,
  );
  return t().place.building(number, listed?.form ?? 'street');
};
