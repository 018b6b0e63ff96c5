// One copy of a grid on this phone being brought up to date. PROOF-1: a catch-up counts only when the digests of what is
// stored are those that the server had at the same head: one storage error in a page would else lose that page for good.
// PROOF-2: collections whose last pages were read at different heads are asked again before anything is compared.

import type { GridId } from '#core/ids.ts';
import { noChanges, type RowChanges } from '#data/replica/replica.ts';
import type { ReplicaNote } from '#data/replica/replica-note.ts';
import type { Replication } from '#data/replica/replication-rxdb.ts';
import { createRowReader, type ReplicaRow, type RowReader } from '#data/replica/rows-dexie.ts';
import { type Tally, tallyRows } from '#data/replica/tally.ts';
import { type Announcement, type CollectionName, collections } from '#schema/protocol.ts';
import { createPages, type PulledPages, type SnapshotPages, type Turn } from './pages.ts';
import type { Failure, Transport } from './transport.ts';

export type CopyEnd =
  | { kind: 'proven'; head: number; epoch: string; changes: RowChanges }
  /** Stored and sent differ, or the server's history is another one: a fresh copy is needed. */
  | { kind: 'different'; isStorageFault: boolean }
  /** The storage does not answer any more; the copy is to be opened anew. */
  | { kind: 'stalled' }
  | { kind: 'revoked' }
  | Failure;

export type Copy = {
  note: ReplicaNote;
  reader: RowReader;
  /** Rows stored so far, in this copy's life. */
  stored(): number;
  /** @param snapshot served instead of asking the server */
  catchUp(snapshot?: SnapshotPages): Promise<CopyEnd>;
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
}): Promise<Copy> => {
  const { note } = options;
  // RxDB is most of the app's code and the first view does not need it.
  const { openReplication } = await import('#data/replica/replication-rxdb.ts');
  let changes = noChanges();
  let tallies: Record<CollectionName, Tally> | null = null;
  let stored = 0;
  const onRows = (collection: CollectionName, rows: ReplicaRow[]): void => {
    changes[collection].push(...rows);
    for (const row of rows) tallies?.[collection].put(row);
    stored += rows.length;
    watch.renew();
    options.onStored(rows.length);
  };
  const pages = createPages(options);
  const watch = createWatch();
  const replication: Replication = await openReplication({
    database: note.database,
    pull: (ask) => {
      watch.renew();
      return pages.pull(ask).finally(watch.renew);
    },
    onRows,
  });
  const reader = createRowReader(note.database);

  const catchUp = async (snapshot?: SnapshotPages): Promise<CopyEnd> => {
    tallies ??= await tallyAll(reader);
    for (let round = 0; round < mostRounds; round += 1) {
      const turn = pages.begin();
      if (snapshot !== undefined && round === 0) pages.useSnapshot(snapshot);
      const isStored = await watch.over(replication.catchUp());
      if (isStored === 'stalled') return { kind: 'stalled' };
      const end = judge(turn, { isStored, tallies });
      if (end === null) continue;
      if (end !== 'proven') return end;
      const proven = changes;
      changes = noChanges();
      return { kind: 'proven', head: turn.head, epoch: turn.epoch, changes: proven };
    }
    return { kind: 'timeout' };
  };

  return {
    note,
    reader,
    stored: () => stored,
    catchUp,
    async close() {
      reader.close();
      await replication.close();
    },
  };
};

/** Null: ask again (PROOF-2). */
const judge = (
  turn: Turn,
  store: { isStored: boolean; tallies: Record<CollectionName, Tally> },
): Exclude<CopyEnd, { kind: 'proven' }> | 'proven' | null => {
  if (turn.failure !== null) return turn.failure;
  if (!store.isStored) return { kind: 'different', isStorageFault: true };
  if (turn.isOtherEpoch) return { kind: 'different', isStorageFault: false };
  const { digest, head } = turn;
  if (digest === null || collections.some((name) => turn.doneAt[name] !== head)) return null;
  const isSame = collections.every((name) => store.tallies[name].digest() === digest[name]);
  return isSame ? 'proven' : { kind: 'different', isStorageFault: false };
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
