// Accounts that differ, as a leader reads them: one entry a field, each claim with who wrote it and when. DISPUTE-1: the
// values are those that the members wrote, unmasked, the one shown meanwhile first; the value as listed has no author.

import type { Household, PersonFacts, HouseholdFacts } from '#core/household/household.ts';
import type { EventId, StaffId } from '#core/ids.ts';
import { parseFieldKey } from '#core/merge/patch.ts';
import type { GridView } from '../view.ts';

export type DisputedField = keyof HouseholdFacts | keyof PersonFacts;
/** `author` null: as listed before anybody came. `name` is '' for somebody who has left the team. */
export type DisputeClaim = {
  value: unknown;
  author: { id: StaffId; name: string; at: number; event: EventId } | null;
};
export type OpenDispute = {
  /** Unique in the grid. */
  key: string;
  household: Household;
  fieldKey: string;
  field: DisputedField;
  /** Name of the person whose field it is; null for a field of the household. */
  person: string | null;
  claims: DisputeClaim[];
};

/** DISPUTE-1. In walking order, fields of a door in the order of their keys. */
export const openDisputes = (view: GridView): OpenDispute[] =>
  [...view.households.values()].flatMap((household) =>
    household.disputes.flatMap(({ field: fieldKey, claims }) => {
      const parsed = parseFieldKey(household, fieldKey);
      if (parsed === null) return [];
      return [
        {
          key: `${household.id}/${fieldKey}`,
          household,
          fieldKey,
          field: parsed.field,
          person: parsed.kind === 'person' ? nameOf(household, parsed.person) : null,
          claims: claims.map(({ value, stamp }) => ({
            value,
            author:
              stamp === null
                ? null
                : { id: stamp[4], name: staffName(view, stamp[4]), at: stamp[0], event: stamp[2] },
          })),
        },
      ];
    }),
  );

const nameOf = (household: Household, person: string): string =>
  household.persons.find(({ id }) => id === person)?.name ?? '';

/** '' when nobody of the team has that id. */
export const staffName = (view: GridView, id: StaffId): string =>
  view.sheet.team.find((member) => member.id === id)?.name ?? '';
