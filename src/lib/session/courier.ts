// What the workshop does beside events and fetches: colleagues' bundles and receipts go to the server, a leader's word on own
// events is asked for. Woken by what is heard of the network; never in the way of the sync engine.

import type { DeviceId, GridId } from '#core/ids.ts';
import { type CarriedRow, forgetCarried, readCarried } from '#data/hand-over/carried-rows.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createWritable, type Writable } from '#data/readable.ts';
import { deliverCarried } from '#sync/carry.ts';
import type { Engine } from '#sync/engine.ts';
import { createErrand } from '#sync/errand.ts';
import { createFateAsker } from '#sync/fates.ts';
import { sendReceipts } from '#sync/receipts.ts';
import { idleStatus } from '#sync/status.ts';
import type { Transport } from '#sync/transport.ts';
import type { CarriedBundle } from './app.ts';
import type { SavedSession } from './saved-session.ts';

export type Courier = {
  carried: Writable<CarriedBundle[]>;
  /** Goes through everything that is owed. @param isAsked by a person, who wants no waiting */
  wake(isAsked?: boolean): void;
  /** What is carried was changed by somebody else. */
  refresh(): Promise<void>;
  /** @param leastMs since it was asked last */
  askFates(grid: GridId, leastMs: number): Promise<void>;
  close(): Promise<void>;
};

const shown = ({ bundle, takenAt, fate }: CarriedRow): CarriedBundle => ({
  label: bundle.label,
  takenAt,
  fate,
});

export const createCourier = (options: {
  database: OutboxDatabase;
  transport: Transport;
  engine: Engine;
  session: Writable<SavedSession | null>;
  onRuled(): Promise<void>;
  now(): number;
}): Courier => {
  const { database, transport, engine, session, now } = options;
  const carried = createWritable<CarriedBundle[]>([]);
  let isAsked = false;
  let status = idleStatus;
  const mayAsk = (): boolean => session.get()?.isExpired === false;
  const device = (): DeviceId | null => (mayAsk() ? (session.get()?.deviceId ?? null) : null);
  const onExpired = (): void => engine.tell({ kind: 'expired' });
  const refresh = async (): Promise<void> => carried.set((await readCarried(database)).map(shown));
  const isBusy = (): boolean => status.isSending || (status.pending > 0 && status.problem === null);

  const bundles = createErrand(async () => {
    const asked = isAsked;
    isAsked = false;
    if (!mayAsk()) return { kind: 'idle' };
    const carrying = { database, transport, now, isBusy, onExpired, onChange: refresh };
    return deliverCarried(carrying, asked);
  });
  const receipts = createErrand(() => sendReceipts({ database, transport, device, onExpired }));
  const fates = createFateAsker({ database, transport, device, now });

  const wake = (asked = false): void => {
    isAsked ||= asked;
    bundles.wake();
    receipts.wake();
  };
  // A line that works again shows first in what the engine says of it.
  const unwatch = engine.status.subscribe((next) => {
    const isBetter = status.problem !== null && next.problem === null;
    const hasSent = status.receivedAt !== next.receivedAt;
    status = next;
    if (isBetter || hasSent) wake();
  });
  return {
    carried,
    wake,
    refresh,
    async askFates(grid, leastMs) {
      if (await fates.ask(grid, leastMs)) await options.onRuled();
    },
    async close() {
      unwatch();
      await Promise.all([bundles.close(), receipts.close()]);
    },
  };
};

/** Reads what is carried when the app starts. */
export const startCourier = async (
  courier: Courier,
  database: OutboxDatabase,
  nowMs: number,
): Promise<void> => {
  await forgetCarried(database, nowMs);
  await courier.refresh();
  courier.wake();
};
