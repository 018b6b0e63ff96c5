// The open grid's copies: the one in use, and the next one while it is being filled (first load, repair, another epoch).
// COPY-1: the old copy stays until the new one is complete and proven. COPY-3: a first load that was interrupted goes on
// from the last page that was stored. COPY-4: a snapshot that did not arrive whole is not asked for again; pages are.

import type { GridId } from '#core/ids.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { readReplica, type Replica, type RowChanges } from '#data/replica/replica.ts';
import {
  promoteNextNote,
  readNextNote,
  readReplicaNote,
  type ReplicaNote,
  writeNextNote,
  writeReplicaNote,
} from '#data/replica/replica-note.ts';
import { deleteCopy, replicaName, type RowReader } from '#data/replica/rows-dexie.ts';
import type { Announcement } from '#schema/protocol.ts';
import { type Copy, type CopyEnd, openCopy } from './copy.ts';
import type { PullEnd } from './machine-types.ts';
import { type PulledPages, SnapshotPages } from './pages.ts';
import type { Transport } from './transport.ts';

export type CopyEvents = {
  /** Everything up to `applied` is stored and proven. */
  onAdvanced(changes: RowChanges, applied: number): void;
  /** Another copy is to be shown. It may still be being stored. */
  onReplaced(replica: Replica): void;
  onPulled(pulled: PulledPages): void;
  /** Share 0–1 of a first load; null when none runs. */
  onLoading(share: number | null): void;
  onProven(at: number): void;
};

export type GridCopies = {
  /** @param isFresh into a new copy */
  pull(isFresh: boolean): Promise<PullEnd>;
  /** Where stored visits are read; null before there is a copy. */
  reader(): RowReader | null;
  close(): Promise<void>;
};

const provenEveryMs = 60_000;

export const createGridCopies = (options: {
  grid: GridId;
  database: OutboxDatabase;
  transport: Transport;
  announce(): Announcement;
  now(): number;
  events: CopyEvents;
}): GridCopies => {
  const { grid, database, now, events } = options;
  const ended = new AbortController();
  const transport: Transport = {
    ...options.transport,
    call: (call) => options.transport.call({ ...call, ended: ended.signal }),
  };
  let active: Copy | null = null;
  let filling: Copy | null = null;
  let isClosed = false;
  let pulling: Promise<PullEnd> | null = null;

  const open = async (note: ReplicaNote, onStored: (rows: number) => void = () => undefined) => {
    const copy = await openCopy({
      grid,
      note,
      transport,
      announce: options.announce,
      onPulled: events.onPulled,
      onStored,
    });
    if (!isClosed) return copy;
    await copy.close();
    throw new Error('closed while it was being opened');
  };

  const advance = async (note: ReplicaNote): Promise<PullEnd> => {
    active ??= await open(note);
    const end = await active.catchUp();
    if (end.kind === 'stalled') abandon();
    if (end.kind !== 'proven') return pullEnd(end);
    const provenAt = now();
    const known = active.note;
    const isOld = provenAt - (known.provenAt ?? 0) > provenEveryMs;
    active.note = { ...known, applied: end.head, epoch: end.epoch, provenAt };
    if (isOld || end.head !== known.applied) await writeReplicaNote(database, grid, active.note);
    const caughtUp: PullEnd = { kind: 'caught-up', isProven: true, head: end.head };
    if (isClosed) return caughtUp;
    events.onAdvanced(end.changes, end.head);
    events.onProven(provenAt);
    return caughtUp;
  };

  /** COPY-1. @param before the copy in use, if any */
  const fill = async (before: ReplicaNote | undefined): Promise<PullEnd> => {
    const isFirst = before?.isComplete !== true;
    const note = await nextNote(database, grid, before);
    const progress = createProgress(isFirst ? events.onLoading : () => undefined);
    const copy = (filling ??= await open(note, progress.stored));
    const snapshot = await fetchSnapshot(copy);
    if (snapshot.kind === 'failed') return snapshot.end;
    if (snapshot.whole !== undefined) progress.expect(snapshot.whole);
    if (snapshot.whole !== undefined && isFirst) events.onReplaced(replicaOf(snapshot.whole));
    const end = await copy.catchUp(snapshot.whole);
    if (end.kind === 'different') await discard(copy);
    if (end.kind === 'stalled') abandon();
    if (end.kind !== 'proven') return pullEnd(end);
    await promote(copy, end);
    progress.end();
    const isShown = isFirst && snapshot.whole !== undefined;
    const replica = isShown ? null : await readReplica(copy.reader, end.head);
    if (replica !== null && !isClosed) events.onReplaced(replica);
    return { kind: 'caught-up', isProven: true, head: end.head };
  };

  const promote = async (copy: Copy, { head, epoch }: { head: number; epoch: string }) => {
    const old = active;
    const before = await readReplicaNote(database, grid);
    const provenAt = now();
    copy.note = { ...copy.note, epoch, applied: head, isComplete: true, provenAt };
    await promoteNextNote(database, grid, copy.note);
    active = copy;
    filling = null;
    events.onProven(provenAt);
    await old?.close();
    if (before !== undefined) await deleteCopy(before.database);
  };

  /** Whatever does not answer is not waited for. */
  const abandon = (): void => {
    for (const copy of [active, filling]) void copy?.close().catch(() => undefined);
    active = null;
    filling = null;
  };

  const discard = async (copy: Copy): Promise<void> => {
    filling = null;
    await copy.close();
    await deleteCopy(copy.note.database);
    await writeNextNote(database, grid, freshNote(grid, copy.note.copy + 1));
  };

  type Fetched =
    { kind: 'fetched'; whole: SnapshotPages | undefined } | { kind: 'failed'; end: PullEnd };

  /** COPY-4. */
  const fetchSnapshot = async (copy: Copy): Promise<Fetched> => {
    if (copy.note.isPaged === true || copy.stored() > 0)
      return { kind: 'fetched', whole: undefined };
    await writeNextNote(database, grid, { ...copy.note, isPaged: true });
    events.onLoading(0.02);
    const path = `/snapshot/${encodeURIComponent(grid)}`;
    let bytes = 0;
    const onProgress = (soFar: number): void => void (bytes = soFar);
    const answer = await transport.call({ path, schema: SnapshotPages, onProgress });
    copy.note = { ...copy.note, isPaged: answer.kind === 'answered' || bytes > 0 };
    if (answer.kind === 'answered') return { kind: 'fetched', whole: answer.value };
    await writeNextNote(database, grid, copy.note);
    const isGone = answer.kind === 'refused' && (answer.status === 403 || answer.status === 404);
    return { kind: 'failed', end: isGone ? { kind: 'revoked' } : answer };
  };

  const pull = async (isFresh: boolean): Promise<PullEnd> => {
    try {
      const note = await readReplicaNote(database, grid);
      if (note === undefined || !note.isComplete || isFresh) return await fill(note);
      return await advance(note);
    } catch {
      return { kind: 'storage' };
    }
  };

  return {
    pull: (isFresh) => (pulling = pull(isFresh)),
    reader: () => (active ?? filling)?.reader ?? null,
    async close() {
      isClosed = true;
      ended.abort();
      await pulling;
      await active?.close();
      await filling?.close();
    },
  };
};

const pullEnd = (end: Exclude<CopyEnd, { kind: 'proven' }>): PullEnd =>
  end.kind === 'different'
    ? { kind: 'caught-up', isProven: false, head: 0, isStorageFault: end.isStorageFault }
    : end.kind === 'stalled'
      ? { kind: 'storage' }
      : end;

const freshNote = (grid: GridId, copy: number): ReplicaNote => ({
  database: replicaName(grid, copy),
  copy,
  epoch: '',
  applied: 0,
  isComplete: false,
  provenAt: null,
});

/** COPY-3: the copy that was being filled when the app ended, or a new one. */
const nextNote = async (
  database: OutboxDatabase,
  grid: GridId,
  before: ReplicaNote | undefined,
): Promise<ReplicaNote> => {
  const known = await readNextNote(database, grid);
  if (known !== undefined && known.copy !== before?.copy) return known;
  const note = freshNote(grid, (before?.copy ?? 0) + 1);
  await writeNextNote(database, grid, note);
  return note;
};

/** What can be shown before it is stored. */
const replicaOf = (snapshot: SnapshotPages): Replica => {
  const [sheet] = snapshot.grids as unknown as Replica['sheet'][];
  if (sheet === undefined) throw new TypeError('a snapshot without a sheet');
  const households = snapshot.households as unknown as Parameters<
    Replica['households']['set']
  >[1][];
  return {
    sheet,
    households: new Map(households.map((household) => [household.id, household])),
    applied: snapshot.head,
    heard: [0, 0],
  };
};

type Progress = {
  expect(snapshot: SnapshotPages): void;
  stored(rows: number): void;
  /** The copy is complete; what is stored from now on is no loading. */
  end(): void;
};

/** Fetching is taken for the first fifth of a load; pages of unknown number fill what is left by halves. */
const createProgress = (tell: (share: number | null) => void): Progress => {
  let total = 0;
  let stored = 0;
  let share = 0.02;
  let hasEnded = false;
  return {
    end() {
      hasEnded = true;
      tell(null);
    },
    expect(snapshot) {
      total = snapshot.grids.length + snapshot.households.length + snapshot.visits.length;
      tell((share = 0.2));
    },
    stored(rows) {
      if (hasEnded) return;
      stored += rows;
      share = total > 0 ? 0.2 + (0.8 * Math.min(stored, total)) / total : share + (1 - share) / 4;
      tell(Math.min(share, 0.99));
    },
  };
};
