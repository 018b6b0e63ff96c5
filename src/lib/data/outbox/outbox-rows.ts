// Readings and housekeeping of the outbox that are no part of saving or settling: what waits, what was refused, what a
// person did, what is old enough to forget, drafts, and small notes of the phone to itself.

import type { DeviceId, EventId, GridId, HouseholdId } from '#core/ids.ts';
import type { EventFate, OwnEvent } from '../view.ts';
import type { OutboxDatabase, StoredEvent } from './outbox-database-dexie.ts';

/** Acknowledged events are kept this long, ms: a restored server gets back what it lacks. */
export const keptMs = 30 * 86_400_000;

/** Whether anything on this phone is not acknowledged, whoever made it. */
export const isAnythingPending = async (database: OutboxDatabase): Promise<boolean> =>
  (await database.events.where('state').equals('pending').count()) > 0;

/** Whether events of this device are here, in whatever state. */
export const isAnythingKept = async (
  { events }: OutboxDatabase,
  device: DeviceId,
): Promise<boolean> =>
  (await events
    .filter((row) => row.device === device)
    .limit(1)
    .count()) > 0;

/** The event of this device and grid with the lowest number among those that are not acknowledged. */
export const firstPending = (
  database: OutboxDatabase,
  of: { device: DeviceId; grid: GridId },
): Promise<StoredEvent | undefined> => {
  const isOf = (row: StoredEvent): boolean => row.device === of.device && row.grid === of.grid;
  // Rows of one state come in the order of their keys: device, grid, number.
  return database.events.where('state').equals('pending').filter(isOf).first();
};

/**
 * OUTBOX-9: what to tell the server of a hole before an event: the number of the last one before it that is still kept, 0 for
 * none; undefined when there is no hole.
 */
export const heldBefore = async (
  { events }: OutboxDatabase,
  { device, grid, n }: Pick<StoredEvent, 'device' | 'grid' | 'n'>,
): Promise<number | undefined> => {
  const before = await events
    .where('[device+grid+n]')
    .between([device, grid, 0], [device, grid, n], true, false)
    .last();
  const last = before?.n ?? 0;
  return last === n - 1 ? undefined : last;
};

/** Grids that hold events of this device which are not acknowledged. */
export const gridsWaiting = async (
  database: OutboxDatabase,
  device: DeviceId,
): Promise<GridId[]> => {
  const pending = await database.events.where('state').equals('pending').toArray();
  return [...new Set(pending.filter((row) => row.device === device).map((row) => row.grid))];
};

/** What is sent with events of one epoch; nothing when it is unknown. */
export const epochOf = ([first]: readonly StoredEvent[]): { epoch?: string } =>
  first?.epoch ? { epoch: first.epoch } : {};

const fateOf = (row: StoredEvent): EventFate => {
  if (row.state === 'pending') return { kind: 'saved' };
  if (row.state === 'accepted') return { kind: 'received', at: row.settledAt ?? row.madeAt };
  if (row.state === 'rejected') return { kind: row.state, reason: row.reason };
  return { kind: row.state, reason: row.reason, settled: row.ruling ?? null };
};

/** Events of one grid made since then, newest first. @param since ms */
export const readOwnEvents = async (
  database: OutboxDatabase,
  grid: GridId,
  since: number,
): Promise<OwnEvent[]> => {
  const rows = await database.events.where('madeAt').aboveOrEqual(since).toArray();
  return rows
    .filter((row) => row.grid === grid)
    .sort((left, right) => right.madeAt - left.madeAt || right.n - left.n)
    .map((row) => ({
      id: row.event.id,
      kind: row.event.kind,
      household: row.household,
      at: row.madeAt,
      fate: fateOf(row),
    }));
};

/** An own event by its id, while it is kept. */
export const readOwnEvent = async (
  database: OutboxDatabase,
  grid: GridId,
  id: EventId,
): Promise<StoredEvent | undefined> => {
  const dot = id.lastIndexOf('.');
  return database.events.get([id.slice(0, dot), grid, Number(id.slice(dot + 1))]);
};

export const markRefusalsSeen = async (database: OutboxDatabase): Promise<void> => {
  await database.events.where('isNews').equals(1).modify({ isNews: 0 });
};

/** The replica holds these now: the overlay lets go of them. */
export const hideEvents = async (
  database: OutboxDatabase,
  rows: readonly StoredEvent[],
): Promise<void> => {
  await database.transaction('rw', database.events, async () => {
    const keys = rows.map(({ device, grid, n }): [string, string, number] => [device, grid, n]);
    const found = (await database.events.bulkGet(keys)).filter((row) => row !== undefined);
    // One that waits again meanwhile (OUTBOX-6) stays on top, or nobody would send it.
    const arrived = found.filter((row) => row.state === 'accepted');
    await database.events.bulkPut(arrived.map((row) => ({ ...row, isShown: 0 })));
  });
};

/** Grids of which the phone holds events or drafts, whoever made them. */
export const gridsHeld = async (database: OutboxDatabase): Promise<GridId[]> => {
  const grids = new Set<GridId>();
  await database.events.toCollection().each(({ grid }) => grids.add(grid));
  await database.drafts.toCollection().each(({ grid }) => grids.add(grid));
  return [...grids];
};

export const readDraft = async (
  database: OutboxDatabase,
  grid: GridId,
  household: HouseholdId,
): Promise<unknown> => (await database.drafts.get([grid, household]))?.form ?? null;

export const writeDraft = async (
  database: OutboxDatabase,
  draft: { grid: GridId; household: HouseholdId; form: unknown; nowMs: number },
): Promise<void> => {
  const { grid, household, form, nowMs } = draft;
  await database.drafts.put({ grid, household, form, writtenAt: nowMs });
};

export const deleteDraft = async (
  database: OutboxDatabase,
  grid: GridId,
  household: HouseholdId,
): Promise<void> => database.drafts.delete([grid, household]);

/** '' when there is none. */
export const readNewestDraft = async (
  database: OutboxDatabase,
  grid: GridId,
): Promise<HouseholdId> => {
  const newest = await database.drafts
    .orderBy('writtenAt')
    .reverse()
    .filter((row) => row.grid === grid)
    .first();
  return newest?.household ?? '';
};

/** A note of the phone to itself; undefined when there is none. The caller knows its type: it wrote it. */
export const readNote = async <Value>(
  database: OutboxDatabase,
  key: string,
): Promise<Value | undefined> => (await database.meta.get(key))?.value as Value | undefined;

export const writeNote = async (
  database: OutboxDatabase,
  key: string,
  value: unknown,
): Promise<void> => {
  await database.meta.put({ key, value });
};

export const deleteNote = (database: OutboxDatabase, key: string): Promise<void> =>
  database.meta.delete(key);
