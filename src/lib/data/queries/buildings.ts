// The buildings of a grid with what stands behind their doors: for the lists of buildings, the board and assigning.
// BUILD-1: a building is listed when it has a household; one that is not on the sheet (found in the field) comes last.

import { type Building, type BuildingForm, buildingKey } from '#core/grid/sheet.ts';
import type { CompoundId, HouseholdId, StaffId } from '#core/ids.ts';
import { isOpen, type StandingState } from '#core/standing/standing.ts';
import type { GridView } from '../view.ts';

export type BuildingSummary = {
  key: string;
  compound: CompoundId;
  compoundName: string;
  number: string;
  building: Building | null;
  form: BuildingForm;
  households: HouseholdId[];
  open: number;
  states: Partial<Record<StandingState, number>>;
  /** Open doors by whom they are assigned to; '' for nobody. */
  openByMember: Map<StaffId, number>;
};

/** BUILD-1, in walking order. */
export const buildings = (view: GridView): BuildingSummary[] => {
  const names = new Map(view.sheet.compounds.map((compound) => [compound.id, compound.name]));
  const listed = new Map(
    view.sheet.buildings.map((one) => [buildingKey(one.compound, one.number), one]),
  );
  const byKey = new Map<string, BuildingSummary>();
  for (const household of view.households.values()) {
    const { compound, assignee } = household;
    const number = household.door.building;
    const key = buildingKey(compound, number);
    const building = listed.get(key) ?? null;
    const summary: BuildingSummary = byKey.get(key) ?? {
      key,
      compound,
      compoundName: names.get(compound) ?? '',
      number,
      building,
      form: building?.form ?? (household.door.floor === null ? 'courtyard' : 'walk-up'),
      households: [],
      open: 0,
      states: {},
      openByMember: new Map(),
    };
    byKey.set(key, summary);
    summary.households.push(household.id);
    const standing = view.standings.get(household.id);
    if (standing === undefined) continue;
    summary.states[standing.state] = (summary.states[standing.state] ?? 0) + 1;
    if (!isOpen(standing)) continue;
    summary.open += 1;
    summary.openByMember.set(assignee, (summary.openByMember.get(assignee) ?? 0) + 1);
  }
  return [...byKey.values()];
};
