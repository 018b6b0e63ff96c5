// What the phone remembers of its copy of a grid. COPY-1: a copy is used only when it is complete; while the next one is
// being filled, the old one stays in use. COPY-2: `applied` moves only after every page up to it was stored.

import type { GridId } from '#core/ids.ts';
import type { OutboxDatabase } from '../outbox/outbox-database-dexie.ts';
import { deleteNote, readNote, writeNote } from '../outbox/outbox-rows.ts';
import { replicaName } from './rows-dexie.ts';

/** `provenAt`: when the digest last agreed with the server's, ms. */
export type ReplicaNote = {
  database: string;
  copy: number;
  epoch: string;
  applied: number;
  isComplete: boolean;
  /** The snapshot was of no use: load by pages. */
  isPaged?: boolean;
  provenAt: number | null;
  /** When all that is stored was last read and hashed anew, ms. */
  hashedAt?: number;
};

/** Of a copy that holds nothing yet. */
export const freshNote = (grid: GridId, copy: number): ReplicaNote => ({
  database: replicaName(grid, copy),
  copy,
  epoch: '',
  applied: 0,
  isComplete: false,
  provenAt: null,
});

const current = (grid: GridId): string => `replica:${grid}`;
const next = (grid: GridId): string => `replica-next:${grid}`;

export const readReplicaNote = (
  database: OutboxDatabase,
  grid: GridId,
): Promise<ReplicaNote | undefined> => readNote<ReplicaNote>(database, current(grid));

export const writeReplicaNote = (
  database: OutboxDatabase,
  grid: GridId,
  note: ReplicaNote,
): Promise<void> => writeNote(database, current(grid), note);

/** The copy that is being filled beside the one in use, if any. */
export const readNextNote = (
  database: OutboxDatabase,
  grid: GridId,
): Promise<ReplicaNote | undefined> => readNote<ReplicaNote>(database, next(grid));

export const writeNextNote = (
  database: OutboxDatabase,
  grid: GridId,
  note: ReplicaNote,
): Promise<void> => writeNote(database, next(grid), note);

/** COPY-1: the filled copy takes the place of the old one, in one transaction. */
export const promoteNextNote = (
  database: OutboxDatabase,
  grid: GridId,
  note: ReplicaNote,
): Promise<void> =>
  database.transaction('rw', database.meta, async () => {
    await writeNote(database, current(grid), note);
    await deleteNote(database, next(grid));
  });

export const deleteReplicaNotes = async (database: OutboxDatabase, grid: GridId): Promise<void> => {
  await deleteNote(database, current(grid));
  await deleteNote(database, next(grid));
};

/** Grids of which there is a copy, in use or being filled. */
export const notedGrids = async (database: OutboxDatabase): Promise<GridId[]> => {
  const keys = await database.meta.where('key').startsWith('replica').primaryKeys();
  return [...new Set(keys.map((key) => key.slice(key.indexOf(':') + 1)))];
};

/** Names of all copies that are in use or being filled. */
export const notedCopies = async (database: OutboxDatabase): Promise<string[]> => {
  const notes = await database.meta.where('key').startsWith('replica').toArray();
  return notes.map((row) => (row.value as ReplicaNote).database);
};
