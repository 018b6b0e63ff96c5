// One copy of a grid on this phone being brought up to date. PROOF-1: a catch-up counts only when the digests of what is
// stored are those that the server had at the same head: one storage error in a page would else lose that page for good.
// PROOF-2: collections whose last pages were read at different heads are asked again before anything is compared. PROOF-4:
// what is compared was read from the store when the copy was opened, and each row since when it was stored; `distrust` has
// all of it read and hashed anew.

import type { GridId } from '#core/ids.ts';
import { noChanges, type RowChanges } from '#data/replica/replica.ts';
import type { ReplicaNote } from '#data/replica/replica-note.ts';
import type { Replication } from '#data/replica/replication-rxdb.ts';
import { createRowWriter, type RowWriter } from '#data/replica/row-writer-dexie.ts';
import { createRowReader, type ReplicaRow, type RowReader } from '#data/replica/rows-dexie.ts';
import { createTally, type Tally, tallyRows } from '#data/replica/tally.ts';
import {
  type Announcement,
  type Checkpoint,
  type CollectionName,
  collections,
} from '#schema/protocol.ts';
import { createPages, type Document, type PulledPages, rowOf, type Turn } from './pages.ts';
import type { SnapshotPages } from './snapshot.ts';
import type { Failure, Transport } from './transport.ts';

export type CopyEnd =
  /** `isFromScratch`: all that is stored was read and hashed for this. */
  | { kind: 'proven'; head: number; epoch: string; changes: RowChanges; isFromScratch: boolean }
  /** Stored and sent differ, or the server's history is another one. */
  | { kind: 'different' }
  /** The storage refused or does not answer any more; the copy is to be opened anew. */
  | { kind: 'stalled' }
  | { kind: 'revoked' }
  | Failure;

export type Copy = {
  note: ReplicaNote;
  reader: RowReader;
  writer: RowWriter;
  catchUp(): Promise<CopyEnd>;
  /** Stores a whole snapshot in the place of what is there. Rejects when it cannot be stored. */
  load(snapshot: SnapshotPages): Promise<CopyEnd>;
  /** PROOF-4. */
  distrust(): void;
  close(): Promise<void>;
};

const mostRounds = 5;

export const openCopy = async (options: {
  grid: GridId;
  note: ReplicaNote;
  transport: Transport;
  announce(): Announcement;
  onPulled(pulled: PulledPages): void;
  onStored(rows: number): void;
  /** What is stored may be gone. */
  onDoubt(): void;
}): Promise<Copy> => {
  const { note } = options;
  // RxDB is most of the app's code and the first view does not need it.
  const { openReplication } = await import('#data/replica/replication-rxdb.ts');
  let changes = noChanges();
  let isClosing = false;
  let tallies: Record<CollectionName, Tally> | null = null;
  const onRows = (collection: CollectionName, rows: ReplicaRow[]): void => {
    changes[collection].push(...rows);
    for (const row of rows) tallies?.[collection].put(row);
    watch.renew();
    options.onStored(rows.length);
  };
  const pages = createPages(options);
  const watch = createWatch();
  const replication: Replication = await openReplication({
    database: note.database,
    start: () => startOf(options.grid, copy.note),
    pull: (ask) => {
      watch.renew();
      return pages.pull(ask).finally(watch.renew);
    },
    onRows,
    onClosedUnder() {
      tallies = null;
      if (!isClosing) options.onDoubt();
    },
  });
  const reader = createRowReader(note.database);
  const writer = createRowWriter(note.database);

  const catchUp = async (): Promise<CopyEnd> => {
    const isFromScratch = tallies === null;
    tallies ??= await tallyAll(reader);
    for (let round = 0; round < mostRounds; round += 1) {
      const turn = pages.begin();
      const isStored = await watch.over(replication.catchUp());
      if (isStored === 'stalled') return { kind: 'stalled' };
      const end = judge(turn, { isStored, tallies });
      if (end === null) continue;
      if (end !== 'proven') return end;
      const proven = changes;
      changes = noChanges();
      const { head, epoch } = turn;
      return { kind: 'proven', head, epoch, changes: proven, isFromScratch };
    }
    return { kind: 'timeout' };
  };

  const load = async (snapshot: SnapshotPages): Promise<CopyEnd> => {
    const loaded = { grids: createTally(), households: createTally(), visits: createTally() };
    const loadOne = (name: CollectionName) =>
      loadRows(snapshot[name], { name, writer, tally: loaded[name], onStored: options.onStored });
    await Promise.all(collections.map(loadOne));
    tallies = loaded;
    const { head, epoch, digest } = snapshot;
    const isSame = collections.every((name) => loaded[name].digest() === digest[name]);
    if (!isSame) return { kind: 'different' };
    return { kind: 'proven', head, epoch, changes: noChanges(), isFromScratch: true };
  };

  const copy: Copy = {
    ...{ note, reader, writer, catchUp, load },
    distrust: () => void (tallies = null),
    async close() {
      isClosing = true;
      reader.close();
      writer.close();
      await replication.close();
    },
  };
  return copy;
};

/** Where the pages go on after a snapshot; a copy that is loaded by pages begins at none. */
const startOf = (grid: GridId, note: ReplicaNote): Checkpoint | undefined =>
  note.epoch === '' ? undefined : { epoch: note.epoch, grids: { [grid]: note.applied } };

/** Rows in one transaction. */
const batchSize = 1000;

type Loading = {
  name: CollectionName;
  writer: RowWriter;
  tally: Tally;
  onStored(rows: number): void;
};

/** While one batch is being stored, the next one is made and hashed. */
const loadRows = async (documents: readonly Document[], loading: Loading): Promise<void> => {
  const { name, writer, tally, onStored } = loading;
  await writer.clear(name);
  let storing: Promise<void> = Promise.resolve();
  for (let from = 0; from < documents.length; from += batchSize) {
    const rows = documents.slice(from, from + batchSize).map((one) => rowOf(name, one));
    await storing;
    storing = writer.put(name, rows);
    for (const row of rows) tally.put(row);
    onStored(rows.length);
  }
  await storing;
};

/** Null: ask again (PROOF-2). */
const judge = (
  turn: Turn,
  store: { isStored: boolean; tallies: Record<CollectionName, Tally> },
): Exclude<CopyEnd, { kind: 'proven' }> | 'proven' | null => {
  if (turn.failure !== null) return turn.failure;
  if (!store.isStored) return { kind: 'stalled' };
  if (turn.isOtherEpoch) return { kind: 'different' };
  const { digest, head } = turn;
  if (digest === null || collections.some((name) => turn.doneAt[name] !== head)) return null;
  const isSame = collections.every((name) => store.tallies[name].digest() === digest[name]);
  return isSame ? 'proven' : { kind: 'different' };
};

/** Longer than any call to the server may be silent. */
const stalledMs = 60_000;

type Watch = {
  renew(): void;
  /** Resolves to 'stalled' when nothing renewed the watch for `stalledMs`. */
  over(work: Promise<boolean>): Promise<boolean | 'stalled'>;
};

/** PROOF-3: RxDB's queue ends for good when the storage throws in the wrong place; whoever waits for it would wait for ever. */
const createWatch = (): Watch => {
  let giveUp: () => void = () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp(), stalledMs);
  };
  return {
    renew,
    over: (work) =>
      new Promise((resolve) => {
        giveUp = () => resolve('stalled');
        renew();
        void work.then(resolve).finally(() => clearTimeout(timer));
      }),
  };
};

const tallyAll = async (reader: RowReader): Promise<Record<CollectionName, Tally>> => ({
  grids: await tallyRows(await reader.all('grids')),
  households: await tallyRows(await reader.all('households')),
  visits: await tallyRows(await reader.all('visits')),
});
