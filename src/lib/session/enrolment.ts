// What a phone makes once per code, so that asking again after a lost answer costs nothing. ENROL-4: the same code is asked
// again under the same attempt and with the same key, also after the app was closed in between; the server then answers as
// it did the first time.

import { type DeviceKeys, makeDeviceKeys, readDeviceKeys } from '#data/hand-over/device-key.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { deleteNote, readNote, writeNote } from '#data/outbox/outbox-rows.ts';
import { sha256 } from '#data/sha256.ts';
import { hexOf } from '#core/merge/chain.ts';
import type { SavedSession } from './saved-session.ts';

/** `keys`: null where the browser has none. */
export type Attempt = { codeHash: string; attempt: string; keys: DeviceKeys | null };

export const attemptKey = 'enrolling';
/** Whose phone the server had said this was, for as long as an attempt to go on is open (RECOGNISED-4). */
export const goOnKey = 'going-on';

const randomHex = (): string => hexOf(crypto.getRandomValues(new Uint8Array(16)));

/** ENROL-4. @param renewed the session whose device goes on, and with it the key (KEY-2) */
export const prepareAttempt = async (
  database: OutboxDatabase,
  code: string,
  renewed: SavedSession | undefined,
): Promise<Attempt> => {
  const codeHash = hexOf(sha256(code));
  const known = await readNote<Attempt>(database, attemptKey);
  if (known?.codeHash === codeHash) return known;
  const kept = renewed && (await readDeviceKeys(database, renewed.deviceId));
  const keys = kept ?? (await makeDeviceKeys());
  const made: Attempt = { codeHash, attempt: randomHex(), keys };
  await writeNote(database, attemptKey, made);
  return made;
};

/** Whether this code was asked with and no answer was taken. */
export const isAttemptOpen = async (database: OutboxDatabase, code: string): Promise<boolean> =>
  (await readNote<Attempt>(database, attemptKey))?.codeHash === hexOf(sha256(code));

/** After the session was written. */
export const forgetAttempt = async (database: OutboxDatabase): Promise<void> => {
  await deleteNote(database, attemptKey);
  await deleteNote(database, goOnKey);
};
