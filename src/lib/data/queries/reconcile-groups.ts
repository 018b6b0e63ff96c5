// What is left of a grid and why. REC-1: every household stands in exactly one group, the one of its standing, so that
// the groups together are the roster. REC-2: the one number, `open`, is the sum of the open groups. REC-3: what cuts
// across (disputes, doors found in the field, doors that may be listed twice, key persons) is listed apart and never
// added to the sum.
//
// Groups stand in the order of `standingStates`: open ones first, as a leader asks at night, then the closed ones. A door
// that only its dispute keeps open stands in the group `disputed`; `across.disputed` lists every door with a dispute.

import type { Household } from '#core/household/household.ts';
import {
  isOpen,
  type Standing,
  standingStates,
  type StandingState,
} from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';
import { hasKeyPersons } from './key-persons.ts';
import { listedTwice, type Twins } from './listed-twice.ts';

const closedStates: readonly StandingState[] = ['complete', 'confirmed-empty', 'decided'];

export type ReconcileRow = { household: Household; standing: Standing };
/** Rows in walking order. Groups without rows are there, too. */
export type ReconcileGroup = { state: StandingState; isOpen: boolean; rows: ReconcileRow[] };
export type Reconcile = {
  households: number;
  open: number;
  closed: number;
  groups: ReconcileGroup[];
  /** REC-3. */
  across: {
    disputed: ReconcileRow[];
    found: ReconcileRow[];
    twice: Twins[];
    keyed: ReconcileRow[];
  };
};

/** REC-1 to REC-3. */
export const reconcile = (view: GridView): Reconcile => {
  const rowsByState = new Map<StandingState, ReconcileRow[]>(
    standingStates.map((state) => [state, []]),
  );
  const across: Reconcile['across'] = {
    disputed: [],
    found: [],
    twice: listedTwice(view),
    keyed: [],
  };
  let open = 0;
  for (const household of view.households.values()) {
    const standing = view.standings.get(household.id);
    if (standing === undefined) continue;
    const row = { household, standing };
    rowsByState.get(standing.state)?.push(row);
    if (isOpen(standing)) open += 1;
    if (household.disputes.length > 0) across.disputed.push(row);
    if (household.listed !== null) across.found.push(row);
    if (hasKeyPersons(household)) across.keyed.push(row);
  }
  const groups = standingStates.map((state) => ({
    state,
    isOpen: !closedStates.includes(state),
    rows: rowsByState.get(state) ?? [],
  }));
  const { size } = view.households;
  return { households: size, open, closed: size - open, groups, across };
};
