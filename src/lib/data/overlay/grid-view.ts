// From replica and overlay to the view that screens see. DATA-1: what did not change stays the same object, so that screens
// compare by identity, and standings are worked out again only for households that changed. DATA-2: households stand in
// walking order; withdrawn ones are left out.

import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import { standingOf } from '#core/standing/standing.ts';
import { walkingOrder } from '../queries/walking-order.ts';
import type { GridView } from '../view.ts';
import type { Overlay } from './overlay.ts';

export type ViewSource = {
  sheet: GridSheet;
  households: ReadonlyMap<HouseholdId, Household>;
  overlay: Overlay;
  applied: number;
};

const shownHousehold = (source: ViewSource, id: HouseholdId): Household | undefined => {
  const household = source.overlay.households.get(id) ?? source.households.get(id);
  return household?.withdrawn === false ? household : undefined;
};

/** The first view of a grid, or the one after its sheet changed. */
export const createView = (source: ViewSource): GridView => {
  const ids = new Set([...source.households.keys(), ...source.overlay.households.keys()]);
  const shown = [...ids]
    .map((id) => shownHousehold(source, id))
    .filter((household) => household !== undefined)
    .sort(walkingOrder(source.sheet));
  const { settings } = source.sheet;
  return {
    sheet: source.sheet,
    households: new Map(shown.map((household) => [household.id, household])),
    standings: new Map(shown.map((household) => [household.id, standingOf(household, settings)])),
    unsent: source.overlay.unsent,
    applied: source.applied,
  };
};

const isSameSet = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  left.size === right.size && [...left].every((id) => right.has(id));

/** The next view. @param changed every household that may differ from the view before; more do no harm */
export const nextView = (
  before: GridView,
  source: ViewSource,
  changed: ReadonlySet<HouseholdId>,
): GridView => {
  if (before.sheet !== source.sheet) return createView(source);
  const unsent = isSameSet(before.unsent, source.overlay.unsent)
    ? before.unsent
    : source.overlay.unsent;
  const different = [...changed].filter(
    (id) => shownHousehold(source, id) !== before.households.get(id),
  );
  const { applied } = source;
  if (different.length === 0) {
    const isSame = unsent === before.unsent && applied === before.applied;
    return isSame ? before : { ...before, unsent, applied };
  }
  return { ...before, unsent, applied, ...withChanges(before, source, different) };
};

type Shown = Pick<GridView, 'households' | 'standings'>;

const withChanges = (before: GridView, source: ViewSource, different: HouseholdId[]): Shown => {
  const households = new Map(before.households);
  const standings = new Map(before.standings);
  let isSorted = true;
  for (const id of different) {
    const household = shownHousehold(source, id);
    if (household === undefined) {
      households.delete(id);
      standings.delete(id);
      continue;
    }
    isSorted &&= households.has(id);
    households.set(id, household);
    standings.set(id, standingOf(household, source.sheet.settings));
  }
  return isSorted
    ? { households, standings }
    : { households: sorted(households, source), standings };
};

const sorted = (
  households: Map<HouseholdId, Household>,
  { sheet }: ViewSource,
): Map<HouseholdId, Household> =>
  new Map(
    [...households.values()]
      .sort(walkingOrder(sheet))
      .map((household): [HouseholdId, Household] => [household.id, household]),
  );
