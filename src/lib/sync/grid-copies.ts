// The open grid's copies: the one in use, and the next one while it is being filled (first load, another epoch, beyond
// repair). COPY-1: the old copy stays until the new one is complete and proven. COPY-2: what differs is repaired bucket by
// bucket; only what cannot be repaired so is loaded anew. COPY-3: a load by pages that was interrupted goes on from the last
// page that was stored. COPY-4: a snapshot that was cut goes on at the byte where it was cut, also after the browser was
// killed (snapshot.ts); only one that is whole and not to be read is given up for pages. COPY-5: once a week, and whenever
// it is opened, all that is stored is read and hashed anew. COPY-6: a storage that keeps refusing is left for a fresh copy.

import type { GridId } from '#core/ids.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { openDownload, removeDownload } from '#data/replica/download-dexie.ts';
import { readReplica, type Replica, type RowChanges } from '#data/replica/replica.ts';
import {
  freshNote,
  promoteNextNote,
  readNextNote,
  readReplicaNote,
  type ReplicaNote,
  writeNextNote,
  writeReplicaNote,
} from '#data/replica/replica-note.ts';
import { deleteCopy, type RowReader } from '#data/replica/rows-dexie.ts';
import type { Announcement } from '#schema/protocol.ts';
import { type Copy, type CopyEnd, openCopy } from './copy.ts';
import type { PullEnd } from './machine-types.ts';
import type { PulledPages } from './pages.ts';
import { createProgress, type Progress } from './progress.ts';
import { repairCopy } from './repair.ts';
import { canUnpack, fetchSnapshot, type Fetched, type SnapshotPages } from './snapshot.ts';
import type { Transport } from './transport.ts';

export type CopyEvents = {
  /** Everything up to `applied` is stored and proven. */
  onAdvanced(changes: RowChanges, applied: number): void;
  /** Another copy is to be shown. It may still be being stored. */
  onReplaced(replica: Replica): void;
  onPulled(pulled: PulledPages): void;
  /** Share 0–1 of a first load; null when none runs. */
  onLoading(share: number | null): void;
  /** @param epoch under which it was proven: a copy that was loaded whole has heard of it from nobody else */
  onProven(at: number, epoch: string): void;
  /** What is stored may be gone. */
  onDoubt(): void;
};

export type GridCopies = {
  /** @param isFresh the copy in use is known to differ: repair it, or fill a new one */
  pull(isFresh: boolean): Promise<PullEnd>;
  /** Where stored visits are read; null before there is a copy. */
  reader(): RowReader | null;
  /** Waits for what is under way, whose calls are ended. */
  close(): Promise<void>;
};

type Proven = Extract<CopyEnd, { kind: 'proven' }>;

const provenEveryMs = 60_000;
const hashedEveryMs = 7 * 24 * 3_600_000;
/** COPY-6. */
const mostFaults = 3;

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
  const transport = endedBy(options.transport, ended.signal);
  let active: Copy | null = null;
  let filling: Copy | null = null;
  let isClosed = false;
  let pulling: Promise<PullEnd> | null = null;
  let faults = 0;
  /** A copy was given up that had stored what it had not told yet. */
  let isViewBehind = false;

  const open = async (note: ReplicaNote, onStored: (rows: number) => void = () => undefined) => {
    const { announce } = options;
    const { onPulled, onDoubt } = events;
    const copy = await openCopy({ grid, note, transport, announce, onPulled, onStored, onDoubt });
    if (!isClosed) return copy;
    await copy.close();
    throw new Error('closed while it was being opened');
  };

  const advance = async (note: ReplicaNote): Promise<PullEnd> => {
    active ??= await open(note);
    const { hashedAt = 0 } = active.note;
    // A clock that went back is no reason to wait longer.
    if (Math.abs(now() - hashedAt) > hashedEveryMs) active.distrust();
    const end = await active.catchUp();
    if (end.kind !== 'proven') return pullEnd(end);
    await keepProof(active, end);
    if (isViewBehind || end.epoch !== note.epoch) await show(active, end.head);
    else if (!isClosed) events.onAdvanced(end.changes, end.head);
    return caughtUp(end);
  };

  /** Notes and tells that a copy in use was proven. */
  const keepProof = async (copy: Copy, { head, epoch, isFromScratch }: Proven): Promise<void> => {
    const provenAt = now();
    const known = copy.note;
    const isNews = head !== known.applied || epoch !== known.epoch || isFromScratch;
    const isOld = Math.abs(provenAt - (known.provenAt ?? 0)) > provenEveryMs;
    const hashedAt = isFromScratch ? provenAt : (known.hashedAt ?? 0);
    copy.note = { ...known, applied: head, epoch, provenAt, hashedAt };
    if (isOld || isNews) await writeReplicaNote(database, grid, copy.note);
    if (!isClosed) events.onProven(provenAt, epoch);
  };

  /** COPY-2. Null: it cannot be repaired. */
  const repair = async (note: ReplicaNote): Promise<PullEnd | null> => {
    const copy = (active ??= await open(note));
    const repaired = await repairCopy({ grid, epoch: note.epoch, transport, writer: copy.writer });
    if (repaired.kind === 'hopeless') return null;
    if (repaired.kind !== 'repaired') return repaired;
    copy.distrust();
    const end = await copy.catchUp();
    if (end.kind === 'different') return null;
    if (end.kind !== 'proven') return pullEnd(end);
    await keepProof(copy, end);
    await show(copy, end.head);
    return caughtUp(end);
  };

  const show = async (copy: Copy, head: number): Promise<void> => {
    const replica = await readReplica(copy.reader, { applied: head, epoch: copy.note.epoch });
    if (replica !== null && !isClosed) events.onReplaced(replica);
    isViewBehind = false;
  };

  /** COPY-1. @param before the copy in use, if any */
  const fill = async (before: ReplicaNote | undefined): Promise<PullEnd> => {
    const isFirst = before?.isComplete !== true;
    const note = await nextNote(database, grid, before);
    const progress = createProgress(isFirst ? events.onLoading : () => undefined);
    const opening = filling === null ? open(note, progress.stored) : Promise.resolve(filling);
    const early = (pages: SnapshotPages): void => {
      if (isFirst && !isClosed) events.onReplaced(replicaOf(pages));
    };
    const fetching = note.isPaged === true ? null : fetchInto(note, progress, early);
    const [copy, fetched] = await bothOf(opening, fetching);
    filling = copy;
    if (isClosed) return { kind: 'unreachable' };
    if (fetched !== null && fetched.kind !== 'whole' && fetched.kind !== 'damaged') return fetched;
    const isWhole = fetched?.kind === 'whole';
    const end = isWhole ? await copy.load(fetched.pages) : await copy.catchUp();
    if (end.kind === 'different') await discard(copy);
    if (end.kind !== 'proven') return pullEnd(end);
    await promote(copy, end);
    progress.end();
    if (!isFirst || !isWhole) await show(copy, end.head);
    return caughtUp(end);
  };

  /** COPY-4. @param early called as soon as there is something to show */
  const fetchInto = async (
    note: ReplicaNote,
    progress: Progress,
    early: (pages: SnapshotPages) => void,
  ): Promise<Fetched> => {
    progress.fetched(0);
    const download = await openDownload(note.database);
    try {
      const onShare = progress.fetched;
      const fetched: Fetched = canUnpack()
        ? await fetchSnapshot({ grid, transport, download, onShare })
        : { kind: 'damaged' };
      if (fetched.kind === 'damaged') await giveUpSnapshot(note);
      if (fetched.kind !== 'whole') return fetched;
      const { grids, households, visits } = fetched.pages;
      progress.expect(grids.length + households.length + visits.length);
      early(fetched.pages);
      return fetched;
    } finally {
      download.close();
    }
  };

  const giveUpSnapshot = (note: ReplicaNote): Promise<void> =>
    writeNextNote(database, grid, { ...note, isPaged: true });

  const promote = async (copy: Copy, { head, epoch }: Proven): Promise<void> => {
    const old = active;
    const before = await readReplicaNote(database, grid);
    const provenAt = now();
    const { isPaged: _, ...note } = copy.note;
    copy.note = { ...note, epoch, applied: head, isComplete: true, provenAt, hashedAt: provenAt };
    await promoteNextNote(database, grid, copy.note);
    active = copy;
    filling = null;
    events.onProven(provenAt, epoch);
    await old?.close();
    if (before !== undefined) await deleteCopy(before.database);
    await removeDownload(copy.note.database);
  };

  /** Whatever does not answer is not waited for. */
  const abandon = (): void => {
    for (const copy of [active, filling]) void copy?.close().catch(() => undefined);
    active = null;
    filling = null;
    isViewBehind = true;
  };

  const discard = async (copy: Copy): Promise<void> => {
    filling = null;
    await copy.close();
    await deleteCopy(copy.note.database);
    await writeNextNote(database, grid, freshNote(grid, copy.note.copy + 1));
  };

  /** COPY-6. */
  const giveUpNext = async (): Promise<void> => {
    faults = 0;
    const next = await readNextNote(database, grid);
    if (next === undefined) return;
    await deleteCopy(next.database);
    await writeNextNote(database, grid, freshNote(grid, next.copy + 1));
  };

  const pull = async (isFresh: boolean): Promise<PullEnd> => {
    const note = await readReplicaNote(database, grid);
    const isWorn = faults >= mostFaults;
    if (isWorn) await giveUpNext();
    if (note?.isComplete !== true || isWorn) return fill(note);
    return isFresh ? ((await repair(note)) ?? fill(note)) : advance(note);
  };

  const pullSafely = async (isFresh: boolean): Promise<PullEnd> => {
    const end = await pull(isFresh).catch((): PullEnd => ({ kind: 'storage' }));
    faults = end.kind === 'storage' ? faults + 1 : 0;
    if (end.kind === 'storage') abandon();
    return end;
  };

  return {
    pull: (isFresh) => (pulling = pullSafely(isFresh)),
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

/** Neither is left running when the other one fails. */
const bothOf = async <One, Other>(
  one: Promise<One>,
  other: Promise<Other> | null,
): Promise<[One, Other | null]> => {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
};

const endedBy = (transport: Transport, ended: AbortSignal): Transport => ({
  ...transport,
  call: (call) => transport.call({ ...call, ended }),
  download: (call) => transport.download({ ...call, ended }),
});

const caughtUp = ({ head }: Proven): PullEnd => ({ kind: 'caught-up', isProven: true, head });

const pullEnd = (end: Exclude<CopyEnd, { kind: 'proven' }>): PullEnd => {
  if (end.kind === 'different') return { kind: 'caught-up', isProven: false, head: 0 };
  return end.kind === 'stalled' ? { kind: 'storage' } : end;
};

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
    epoch: snapshot.epoch,
    heard: [0, 0],
  };
};
