// Notices that the outbox's database was deleted under the running app: by the person in the browser's settings, or by a
// browser that makes room. LOSS-1: an emptied database is never written to by the app that knew the full one: its numbers
// would begin again at 1 under a device that has used them. Whoever starts anew signs in as a new device.

import { readNote, writeNote } from './outbox-rows.ts';
import type { OutboxDatabase } from './outbox-database-dexie.ts';

const key = 'born';

const markOf = async (database: OutboxDatabase): Promise<string> => {
  const known = await readNote<string>(database, key);
  if (known !== undefined) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(8))].join('.');
  await writeNote(database, key, made);
  return made;
};

const firstMs = 300;
const mostTries = 6;

/**
 * LOSS-1. Whatever is asked of the database after it was lost is rejected. LOSS-2: one whose connection the browser closed is
 * opened again; one that does not open any more is as good as lost.
 *
 * @param ended the app closes the database itself
 */
export const guardAgainstLoss = async (
  database: OutboxDatabase,
  ended: AbortSignal,
  onLost: () => void,
): Promise<void> => {
  const mark = await markOf(database);
  if (ended.aborted) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  ended.addEventListener('abort', stop);
  const lose = (): void => {
    if (ended.aborted) return;
    stop();
    onLost();
  };
  const reopen = async (tries: number): Promise<void> => {
    if (ended.aborted || database.isOpen()) return;
    await database.open().catch(() => (tries < mostTries ? watch(tries + 1) : lose()));
  };
  const watch = (tries: number): void => {
    clearTimeout(timer);
    if (!ended.aborted) timer = setTimeout(() => void reopen(tries), firstMs * tries);
  };
  // Before anything else may use a database that was opened again.
  database.on(
    'ready',
    async (opened) => {
      const found = await ((opened as OutboxDatabase | undefined) ?? database).meta.get(key);
      if (found?.value === mark) return;
      lose();
      throw new DOMException('the database was deleted under the app', 'InvalidStateError');
    },
    true,
  );
  // Also told when opening has failed: trying again is over by `mostTries` then, not begun anew.
  let isTrying = false;
  database.on('close', () => {
    if (isTrying) return;
    isTrying = true;
    watch(1);
  });
  database.on('ready', () => void (isTrying = false), true);
};
