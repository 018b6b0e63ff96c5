// A grid that was taken away leaves the phone. RECEIPT-1: its events, drafts, last-known answers and notes go in the one
// transaction that writes the receipt down, and only when nothing of it is unsent; so a phone that dies in the middle goes on
// at its next start. RECEIPT-2: the server is told only after databases and caches were looked through and nothing was left.
// RECEIPT-3: an answer that was asked for before the grid went, or before the session ended, is not written down after it.

import type { DeviceId, GridId } from '#core/ids.ts';
import { chainStart } from '#core/merge/chain.ts';
import { readNote, writeNote } from './outbox-rows.ts';
import { deleteReplicaNotes, notedCopies } from '../replica/replica-note.ts';
import { deleteOtherCopies, replicaName } from '../replica/rows-dexie.ts';
import type { OutboxDatabase, ReceiptRow } from './outbox-database-dexie.ts';

/** Last-known answers that speak of the grid: its phones, what is kept apart in it, counts of areas that list it. */
const deleteAnswers = async ({ meta }: OutboxDatabase, grid: GridId): Promise<void> => {
  const known = await meta.where('key').startsWith('known:').toArray();
  const name = JSON.stringify(grid);
  const about = known.filter(
    ({ key, value }) =>
      key.endsWith(`/${encodeURIComponent(grid)}`) || JSON.stringify(value).includes(name),
  );
  for (const { key } of about) await meta.delete(key);
};

const forgotKey = 'forgot';

/** What an answer belongs to: other once somebody signed in or out, or a grid was forgotten. */
export const readMoment = async (database: OutboxDatabase): Promise<string> => {
  const session = await readNote<{ token: string }>(database, 'session');
  const forgot = await readNote<number>(database, forgotKey);
  return `${session?.token ?? ''} ${forgot ?? 0}`;
};

/** RECEIPT-3. Writes the note down when nothing has ended since that moment. */
export const noteAnswer = (
  database: OutboxDatabase,
  moment: string,
  { key, value }: { key: string; value: unknown },
): Promise<void> =>
  database.transaction('rw', database.meta, async () => {
    if ((await readMoment(database)) === moment) await writeNote(database, key, value);
  });

/** RECEIPT-1. False, and nothing gone, while something of the grid is unsent. @param device null: nobody is signed in, no receipt */
export const forgetGrid = (
  database: OutboxDatabase,
  { grid, device }: { grid: GridId; device: DeviceId | null },
  nowMs: number,
): Promise<boolean> => {
  const { events, drafts, chains, meta, receipts } = database;
  return database.transaction('rw', [events, drafts, chains, meta, receipts], async () => {
    const own = events.filter((row) => row.grid === grid);
    if ((await own.filter((row) => row.state === 'pending').count()) > 0) return false;
    const chain = device === null ? undefined : await chains.get([device, grid]);
    await events.filter((row) => row.grid === grid).delete();
    await drafts.filter((row) => row.grid === grid).delete();
    await deleteAnswers(database, grid);
    await deleteReplicaNotes(database, grid);
    await writeNote(database, forgotKey, ((await readNote<number>(database, forgotKey)) ?? 0) + 1);
    if (device === null) return true;
    const { n: last, hash } = chain ?? { n: 0, hash: chainStart };
    await receipts.put({ device, grid, last, hash, deletedAt: nowMs, isClean: 0 });
    return true;
  });
};

/** Answers of the server that a browser may keep beside its databases. */
const deleteCachedAnswers = async (): Promise<void> => {
  if (typeof caches === 'undefined') return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      if (new URL(request.url).pathname.startsWith('/api/')) await cache.delete(request);
  }
};

/** Whether any database of any copy of the grid exists. */
const hasCopies = async (grid: GridId): Promise<boolean> => {
  const stem = replicaName(grid, 0).slice(0, -1);
  return (await indexedDB.databases()).some(({ name = '' }) => name.includes(stem));
};

/** RECEIPT-2. Resolves to whether every receipt may be sent now. */
export const finishForgetting = async (database: OutboxDatabase): Promise<boolean> => {
  const open = (await database.receipts.toArray()).filter((row) => row.isClean === 0);
  if (open.length === 0) return true;
  await deleteOtherCopies(await notedCopies(database));
  await deleteCachedAnswers();
  let isAllClean = true;
  for (const row of open) {
    const isClean = !(await hasCopies(row.grid));
    isAllClean &&= isClean;
    if (isClean) await markClean(database, row);
  }
  return isAllClean;
};

const markClean = async ({ receipts }: OutboxDatabase, row: ReceiptRow): Promise<void> => {
  await receipts.update([row.device, row.grid], { isClean: 1 });
};

/** Receipts that may be sent. */
export const readReceipts = async (
  { receipts }: OutboxDatabase,
  device: DeviceId,
): Promise<ReceiptRow[]> =>
  (await receipts.toArray()).filter((row) => row.device === device && row.isClean === 1);

export const deleteReceipt = (
  { receipts }: OutboxDatabase,
  { device, grid }: { device: DeviceId; grid: GridId },
): Promise<void> => receipts.delete([device, grid]);
