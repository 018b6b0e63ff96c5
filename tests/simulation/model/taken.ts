// What was taken in a grid, in the order of its numbers: events as they came, and events that a leader took later, which
// stand at the number of the leader's word, in the name that the leader gave. `seen` as far as it counts (MERGE-13).

import type { GridEvent } from '#core/event/event.ts';
import type { GridRow, LedgerEntry, RefusedRow } from '#server/storage/port.ts';
import type { World } from './world.ts';

/** `receivedAt`: of the event itself, by which its clock is clamped. `orderMs`: by which it is ordered. */
export type Taken = { event: GridEvent; seq: number; orderMs: number; isAdmitted: boolean };

/** A clock further ahead than this is not followed (CLOCK-2), ms. */
const followedMs = 5 * 60_000;

export const takenOf = (
  ledger: readonly LedgerEntry[],
  refused: readonly RefusedRow[],
  seenOf: (entry: LedgerEntry, isAdmitted: boolean) => number,
): Taken[] => {
  const keptByWord = new Map(
    refused.flatMap((row) =>
      row.settlement === null ? [] : [[row.settlement.event, row] as const],
    ),
  );
  const takenBy = (entry: LedgerEntry): Taken => {
    const own = JSON.parse(entry.json) as GridEvent;
    const kept = keptByWord.get(entry.id);
    const isTaking = own.kind === 'quarantine-settled' && own.body.decision === 'accepted';
    const source = isTaking && kept !== undefined ? kept.entry : entry;
    const event = JSON.parse(source.json) as GridEvent;
    const staff = isTaking && kept?.settlement ? kept.settlement.staff : event.staff;
    const orderMs = Math.min(event.hlc[0], source.receivedAt + followedMs);
    return {
      event: { ...event, staff, seen: seenOf(source, isTaking) },
      seq: entry.seq ?? 0,
      orderMs,
      isAdmitted: isTaking,
    };
  };
  return ledger
    .filter(({ verdict }) => verdict === 'accepted')
    .map(takenBy)
    .sort((left, right) => left.seq - right.seq);
};

/** MERGE-13, from what the phones hold. */
export const seenBy = (
  { madeUnderSame }: World,
  { grid, restoredHead }: GridRow,
  { entry, isAdmitted }: { entry: LedgerEntry; isAdmitted: boolean },
): number => {
  const { seen } = JSON.parse(entry.json) as GridEvent;
  const isSame = !isAdmitted && madeUnderSame.has(`${grid} ${entry.device} ${entry.n}`);
  return isSame || restoredHead === null ? seen : Math.min(seen, restoredHead);
};
