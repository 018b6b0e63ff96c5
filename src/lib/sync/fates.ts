// Asking what became of own events that were kept apart. FATE-2: only while some are undecided, and not oftener than the
// caller allows: a leader's word is not urgent, and every phone of a grid would ask after every catch-up.

import type { DeviceId, GridId } from '#core/ids.ts';
import { isAnythingUndecided, noteRulings } from '#data/outbox/fate-rows.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { FatesResponse } from '#schema/protocol.ts';
import type { Transport } from './transport.ts';

export type FateAsker = {
  /** Resolves to whether there is news. @param leastMs since it was asked last */
  ask(grid: GridId, leastMs: number): Promise<boolean>;
};

export const createFateAsker = (options: {
  database: OutboxDatabase;
  transport: Transport;
  device(): DeviceId | null;
  now(): number;
}): FateAsker => {
  const { database, transport, now } = options;
  const askedAtByGrid = new Map<GridId, number>();
  return {
    async ask(grid, leastMs) {
      const device = options.device();
      const isEarly = now() - (askedAtByGrid.get(grid) ?? -Infinity) < leastMs;
      if (device === null || isEarly) return false;
      if (!(await isAnythingUndecided(database, { device, grid }))) return false;
      askedAtByGrid.set(grid, now());
      const path = `/fates/${encodeURIComponent(grid)}`;
      const answer = await transport.call({ path, schema: FatesResponse });
      if (answer.kind !== 'answered') return false;
      return (await noteRulings(database, { device, grid }, answer.value)) > 0;
    },
  };
};
