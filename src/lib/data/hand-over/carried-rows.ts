// Bundles of colleagues on this phone. CARRY-1: a bundle is durable here before anybody is told that it was taken.
// CARRY-2: it stays until the server has answered for every log of it, and a day longer for the eye; what the server
// refused as a whole stays 30 days, because it may be the last copy.

import type { Bundle } from '#schema/bundle.ts';
import type { OutboxDatabase } from '../outbox/outbox-database-dexie.ts';
import { keptMs } from '../outbox/outbox-rows.ts';

/** `missing`: the server lacks earlier events of that phone. `refused`: it will not take this bundle. */
export type CarriedFate =
  | { kind: 'waiting' }
  | { kind: 'delivered'; at: number; refused: number }
  | { kind: 'missing'; at: number }
  | { kind: 'refused'; at: number; code: string; zh: string; en: string };

/** `sum`: of the sealed bytes, by which the same bundle is known again. */
export type CarriedRow = { sum: string; bundle: Bundle; takenAt: number; fate: CarriedFate };

const shownMs = 86_400_000;

/** CARRY-1. False when it was here already. */
export const putCarried = (
  database: OutboxDatabase,
  bundle: Bundle,
  nowMs: number,
): Promise<boolean> =>
  database.transaction('rw', database.carried, async () => {
    const known = await database.carried.get(bundle.sum);
    // What was refused may be delivered again: the server may know the phone's key by now.
    if (known !== undefined && known.fate.kind !== 'refused') return false;
    await database.carried.put({
      ...{ sum: bundle.sum, bundle, takenAt: nowMs },
      fate: { kind: 'waiting' },
    });
    return known === undefined;
  });

/** Newest first. */
export const readCarried = async (database: OutboxDatabase): Promise<CarriedRow[]> =>
  await database.carried.orderBy('takenAt').reverse().toArray();

/** Whether something is here that the server has not answered for. */
export const isCarrying = async (database: OutboxDatabase): Promise<boolean> =>
  (await readCarried(database)).some(isOwed);

export const isOwed = ({ fate }: CarriedRow): boolean =>
  fate.kind === 'waiting' || fate.kind === 'missing';

export const setCarriedFate = async (
  database: OutboxDatabase,
  sum: string,
  fate: CarriedFate,
): Promise<void> => {
  await database.carried.update(sum, { fate });
};

/** CARRY-2. */
export const forgetCarried = async (database: OutboxDatabase, nowMs: number): Promise<void> => {
  await database.carried
    .filter(
      ({ fate }) =>
        (fate.kind === 'delivered' && fate.at < nowMs - shownMs) ||
        (fate.kind === 'refused' && fate.at < nowMs - keptMs),
    )
    .delete();
};
