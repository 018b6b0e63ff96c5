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

/**
 * LOSS-1. Whatever is asked of the database after it was lost is rejected.
 *
 * @param onLost may be called more than once
 */
export const guardAgainstLoss = async (
  database: OutboxDatabase,
  onLost: () => void,
): Promise<void> => {
  const mark = await markOf(database);
  // Runs whenever the database is opened again, before anything else may use it.
  database.on(
    'ready',
    async (opened) => {
      const found = await ((opened as OutboxDatabase | undefined) ?? database).meta.get(key);
      if (found?.value === mark) return;
      onLost();
      throw new DOMException('the database was deleted under the app', 'InvalidStateError');
    },
    true,
  );
  database.on('versionchange', ({ newVersion }) => {
    // By then the connection is closed and the deletion goes on.
    if (newVersion === null) setTimeout(() => void database.open().catch(() => undefined), 500);
  });
};
