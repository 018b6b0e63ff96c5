// SIM-6: what somebody wrote into a field is shown, stands beside the shown value in a dispute, or was replaced by somebody who
// knew of it: its author, a later writer who had seen it, or a leader who named it. SIM-7: of claims that stand beside each
// other the latest by ordering time is shown, whichever arrived first. Worked out from the events alone, without the reducer.

import type { GridEvent } from '#core/event/event.ts';
import type { Claim, Household, Stamp } from '#core/household/household.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import type { WholeGrid } from '#server/storage/port.ts';
import type { Taken } from './taken.ts';
import type { World } from './world.ts';

type Write = {
  event: GridEvent;
  value: unknown;
  seq: number;
  orderMs: number;
  over: readonly string[];
};

const isSame = (left: unknown, right: unknown): boolean =>
  canonicalJson(left) === canonicalJson(right);

/** What an event writes into fields of households, by `household field`. */
const fieldsOf = (event: GridEvent): [key: string, value: unknown, over: readonly string[]][] => {
  switch (event.kind) {
    case 'visit-recorded':
    case 'visit-voided': {
      const { facts, persons } = event.body;
      const household =
        event.kind === 'visit-voided' ? event.body.household : event.body.visit.household;
      const ofPersons = persons.flatMap(({ id, ...fields }) =>
        Object.entries(fields).map(([field, value]): [string, unknown] => [
          `${id}:${field}`,
          value,
        ]),
      );
      return [...Object.entries(facts), ...ofPersons].map(([field, value]) => [
        `${household} ${field}`,
        value,
        [],
      ]);
    }
    case 'dispute-resolved':
      return [[`${event.body.household} ${event.body.field}`, event.body.value, event.body.over]];
    default:
      return [];
  }
};

const writesByField = (taken: readonly Taken[]): Map<string, Write[]> => {
  const byField = new Map<string, Write[]>();
  for (const { event, seq, orderMs } of taken) {
    for (const [key, value, over] of fieldsOf(event)) {
      byField.set(key, [...(byField.get(key) ?? []), { event, value, seq, orderMs, over }]);
    }
  }
  return byField;
};

/** Whether `later` took the place of `earlier` in knowledge of it. */
const knew = (later: Write, earlier: Write): boolean =>
  later.event.device === earlier.event.device
    ? later.event.n > earlier.event.n
    : later.event.seen >= earlier.seq || later.over.includes(earlier.event.id);

const compareStamps = (left: Stamp | null, right: Stamp | null): number =>
  (left?.[0] ?? 0) - (right?.[0] ?? 0) || (left?.[1] ?? 0) - (right?.[1] ?? 0);

const claimsOf = (household: Household, field: string): Claim[] => {
  const dispute = household.disputes.find((one) => one.field === field);
  const [person, of] = field.split(':');
  const value =
    of === undefined
      ? (household.facts as Record<string, unknown>)[field]
      : (
          household.persons.find(({ id }) => id === person) as Record<string, unknown> | undefined
        )?.[of];
  return dispute?.claims ?? [{ value, stamp: household.stamps[field] ?? null }];
};

export const checkMerge = (
  world: World,
  { grid, taken, whole }: { grid: string; taken: readonly Taken[]; whole: WholeGrid },
): void => {
  const households = new Map(
    whole.documents.households.map(({ id, json }) => [id, JSON.parse(json) as Household]),
  );
  for (const [key, writes] of writesByField(taken)) {
    const [id = '', field = ''] = key.split(' ');
    const household = households.get(id);
    if (household === undefined) continue;
    const claims = claimsOf(household, field);
    const at = `${grid} ${id} ${field}`;
    for (const write of writes) {
      const stands = claims.some(({ value }) => isSame(value, write.value));
      // Whoever replaces a value knows it, whoever else had written the same.
      const twins = writes.filter((other) => isSame(other.value, write.value));
      const isReplaced = twins.some((twin) =>
        writes.some((other) => other !== twin && knew(other, twin)),
      );
      if (!stands && !isReplaced)
        world.broken.push(`what ${write.event.id} wrote is dropped: ${at}`);
      const shown = claims[0]?.stamp ?? null;
      const isShownOld =
        claims.length === 1 &&
        shown !== null &&
        !isReplaced &&
        write.event.id !== shown[2] &&
        compareStamps([write.orderMs, write.event.hlc[1], '', 0, ''], shown) > 0;
      if (isShownOld) world.broken.push(`${write.event.id} is later than what is shown: ${at}`);
    }
    const isOrdered = claims.every(
      (one, k) => k === 0 || compareStamps(claims[k - 1]?.stamp ?? null, one.stamp) >= 0,
    );
    if (!isOrdered) world.broken.push(`an earlier claim is shown: ${at}`);
  }
};
