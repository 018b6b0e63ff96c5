// What became of the events of this phone is kept for a while, for a server that is restored. OUTBOX-10: the days are counted
// by the server's clock alone, from the first look after an event was settled. OUTBOX-11: within a log the oldest go first, so
// that what stays has no holes.

import type { OutboxDatabase, StoredEvent } from './outbox-database-dexie.ts';
import { keptMs } from './outbox-rows.ts';

type Key = [string, string, number];

const keyOf = ({ device, grid, n }: StoredEvent): Key => [device, grid, n];

const isUncounted = (row: StoredEvent): boolean =>
  row.state !== 'pending' && typeof row.countedFrom !== 'number';

const isOld = (row: StoredEvent, serverMs: number): boolean =>
  row.state !== 'pending' &&
  typeof row.countedFrom === 'number' &&
  row.countedFrom < serverMs - keptMs &&
  row.isShown === 0 &&
  row.isNews === 0;

/** OUTBOX-11. */
const look = async (
  { events }: OutboxDatabase,
  serverMs: number,
): Promise<{ old: Key[]; uncounted: Key[] }> => {
  const found: { old: Key[]; uncounted: Key[] } = { old: [], uncounted: [] };
  let log = '';
  let isPrefix = false;
  // Rows come in the order of their keys: device, grid, number.
  await events.toCollection().each((row) => {
    const own = JSON.stringify([row.device, row.grid]);
    if (own !== log) [log, isPrefix] = [own, true];
    isPrefix &&= isOld(row, serverMs);
    if (isPrefix) found.old.push(keyOf(row));
    else if (isUncounted(row)) found.uncounted.push(keyOf(row));
  });
  return found;
};

/**
 * Forgets what was settled longer ago than `keptMs` and has been looked at.
 *
 * @param serverMs the server's time, as its answer says it
 */
export const forgetOldEvents = async (
  database: OutboxDatabase,
  serverMs: number,
): Promise<void> => {
  const { events } = database;
  // Saving does not wait while all rows are read.
  const { old, uncounted } = await look(database, serverMs);
  if (old.length + uncounted.length === 0) return;
  await database.transaction('rw', events, async () => {
    const rows = await events.bulkGet([...old, ...uncounted]);
    const found = rows.filter((row) => row !== undefined);
    // One may wait again meanwhile: the server was restored.
    await events.bulkDelete(found.filter((row) => isOld(row, serverMs)).map(keyOf));
    const counted = found.filter(isUncounted).map((row) => ({ ...row, countedFrom: serverMs }));
    await events.bulkPut(counted);
  });
};
