// What became of own events that the server kept apart. FATE-1: what a leader said of one is written beside it and is news;
// the event stays to be looked at, whatever was said.

import type { DeviceId, GridId } from '#core/ids.ts';
import type { FatesResponse } from '#schema/protocol.ts';
import type { OutboxDatabase, StoredEvent } from './outbox-database-dexie.ts';

type Of = { device: DeviceId; grid: GridId };

const isUndecided = (row: StoredEvent): boolean =>
  row.state === 'quarantined' && row.ruling === undefined;

/** Whether something of this device waits in this grid for a leader's word. */
export const isAnythingUndecided = async (
  { events }: OutboxDatabase,
  { device, grid }: Of,
): Promise<boolean> => {
  const settled = events.where('state').equals('quarantined');
  const own = settled.filter((row) => row.device === device && row.grid === grid);
  return (await own.filter(isUndecided).count()) > 0;
};

/** FATE-1. Resolves to how many are news. */
export const noteRulings = (
  database: OutboxDatabase,
  { device, grid }: Of,
  { fates }: FatesResponse,
): Promise<number> =>
  database.transaction('rw', database.events, async () => {
    const { events } = database;
    let news = 0;
    for (const { n, settled } of fates) {
      const row = await events.get([device, grid, n]);
      if (settled === null || row === undefined || !isUndecided(row)) continue;
      const { decision, by, reason, at } = settled;
      await events.put({ ...row, ruling: { decision, by, reason, at }, isNews: 1 });
      news += 1;
    }
    return news;
  });
