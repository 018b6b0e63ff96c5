// Carries the machine's effects out and tells it how they went: fetches, timers, the stream, and the status line. ENGINE-1:
// every effect ends in exactly one event to the machine, whatever is thrown. ENGINE-2: `received` is told only after
// numbers and hash were compared (push.ts). ENGINE-3: once closed, nothing is written and nothing throws: closing waits for
// what is under way, whose calls the transport has ended. ENGINE-5: each grid's leader is told what waits for that grid alone.

import type { Grant } from '#core/access/grants.ts';
import type { DeviceId, GridId } from '#core/ids.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import type { Outbox } from '#data/outbox/outbox.ts';
import { gridsWaiting, readNote, writeNote } from '#data/outbox/outbox-rows.ts';
import { createWritable } from '#data/readable.ts';
import { readReplicaNote } from '#data/replica/replica-note.ts';
import type { RowReader } from '#data/replica/rows-dexie.ts';
import type { Readable } from '#data/view.ts';
import type { Announcement } from '#schema/protocol.ts';
import { createGridCopies, type CopyEvents, type GridCopies } from './grid-copies.ts';
import { initialState } from './machine-lanes.ts';
import type { PullEnd, SyncEffect, SyncEvent, SyncState, Timer } from './machine-types.ts';
import { step } from './machine.ts';
import { pushBatch } from './push.ts';
import { openPokeStream, type PokeStream } from './stream.ts';
import { problemOf } from './problem.ts';
import { idleStatus, type SyncStatus } from './status.ts';
import type { Transport } from './transport.ts';

export type EngineOptions = {
  database: OutboxDatabase;
  outbox: Outbox;
  transport: Transport;
  app: string;
  device(): DeviceId | null;
  now(): number;
  random(): number;
  events: Pick<CopyEvents, 'onAdvanced' | 'onReplaced'> & {
    onExpired(): void;
    onGrants(grants: Grant[]): void;
    /** The grid was taken away and everything made here has been handed over. */
    onRevoked(grid: GridId): Promise<void>;
    /** The grid was taken away; what was made here is about to be handed over. */
    onRevoking(grid: GridId): void;
  };
};

export type Engine = {
  status: Readable<SyncStatus>;
  tell(event: SyncEvent): void;
  /** A session begins or is renewed. */
  signIn(): Promise<void>;
  openGrid(grid: GridId): Promise<void>;
  closeGrid(): Promise<void>;
  /** A grid that the grants no longer cover: what is pending is sent first, then nothing of it stays. */
  revoke(grid: GridId): void;
  visitReader(): RowReader | null;
  /** Counts what was refused anew. */
  recount(): Promise<void>;
  /** The epoch of an answer that the engine has not seen itself. */
  heedEpoch(epoch: string): Promise<void>;
  close(): Promise<void>;
};

export const createEngine = (options: EngineOptions): Engine => {
  const { database, outbox, transport, now, events } = options;
  const status = createWritable<SyncStatus>(idleStatus);
  const timers = new Map<Timer, ReturnType<typeof setTimeout>>();
  const revoked = new Set<GridId>();
  let state: SyncState = initialState({
    isOnline: navigator.onLine,
    isVisible: document.visibilityState === 'visible',
  });
  let copies: { grid: GridId; copies: GridCopies } | null = null;
  let stream: PokeStream | null = null;
  let isClosed = false;
  /** The server's epoch that this start of the app has heeded; and the one that it has heard of last. */
  let heeded = '';
  let heard = '';
  /** Work under way; whoever closes waits for it. */
  const underWay = new Set<Promise<void>>();

  /** ENGINE-3. What fails here is tried again by the next answer, catch-up or start. */
  const carry = (work: Promise<unknown>): void => {
    const done: Promise<void> = work.then(
      () => void underWay.delete(done),
      () => void underWay.delete(done),
    );
    underWay.add(done);
  };

  const patch = (change: Partial<SyncStatus>): void => status.set({ ...status.get(), ...change });

  /** Of all grids, or of one. */
  const countPending = (grid?: GridId): Pick<SyncStatus, 'pending' | 'oldestPendingAt'> => {
    const pending = grid === undefined ? outbox.shown().filter(isPending) : pendingOf(grid);
    const oldest = Math.min(...pending.map((row) => row.madeAt));
    return { pending: pending.length, oldestPendingAt: pending.length === 0 ? null : oldest };
  };

  const showState = (): void => {
    const flying = Object.values(state.pushes).some((lane) => lane.phase === 'flying');
    const counted = countPending();
    patch({
      ...counted,
      isSending: flying && counted.pending > 0,
      isRepairing: state.isBroken,
      problem: problemOf(state),
    });
  };

  /** ENGINE-5. */
  const announce = (grid: GridId): Announcement => {
    const { pending, oldestPendingAt: oldestAt } = countPending(grid);
    return { pending, oldestAt, clockMs: now(), app: options.app };
  };

  const tell = (event: SyncEvent): void => {
    if (isClosed) return;
    const next = step(state, event, options.random());
    state = next.state;
    showState();
    next.effects.forEach(run);
  };

  const run = (effect: SyncEffect): void => {
    switch (effect.kind) {
      case 'push':
        return carry(runPush(effect.grid, effect.most));
      case 'pull':
        return carry(runPull(effect.grid, effect.isFresh));
      case 'open-stream':
        return openStream();
      case 'close-stream':
        stream?.close();
        stream = null;
        return;
      case 'set-timer':
        return setTimer(effect.timer, effect.waitMs);
      case 'clear-timer':
        clearTimeout(timers.get(effect.timer));
        return;
      case 'session-expired':
        return events.onExpired();
      case 'grid-revoked':
        return revoke(effect.grid);
    }
  };

  const setTimer = (timer: Timer, waitMs: number): void => {
    clearTimeout(timers.get(timer));
    timers.set(
      timer,
      setTimeout(() => tell({ kind: 'timer', timer }), waitMs),
    );
  };

  const openStream = (): void => {
    stream?.close();
    stream = openPokeStream(transport, {
      onOpen: () => tell({ kind: 'stream-opened' }),
      onPoke: (grid, head) => tell({ kind: 'poked', grid, head }),
      onGrants: () => tell({ kind: 'grants-changed' }),
      onEnd: (end) => tell({ kind: 'stream-ended', end }),
    });
  };

  const runPush = async (grid: GridId, most: number): Promise<void> => {
    try {
      const device = options.device();
      if (device === null) throw new Error('nobody is signed in');
      const nowMs = now();
      const pending = pendingOf(grid).filter((row) => row.device === device);
      const sending = { database, transport, device, grid, most, pending, nowMs };
      const report = await pushBatch({ ...sending, announce: announce(grid) });
      if (report.answer !== undefined) {
        await outbox.refresh();
        events.onGrants(report.answer.grants);
        await heedEpoch(report.answer.epoch);
        if (report.isAllReceived) await noteReceived(now());
        await recount();
      }
      tell({ kind: 'push-ended', grid, end: report.end });
    } catch {
      return tell({ kind: 'push-ended', grid, end: { kind: 'storage' } });
    }
    await finishHandOver(grid);
  };

  const noteReceived = async (at: number): Promise<void> => {
    await writeNote(database, 'receivedAt', at);
    patch({ receivedAt: at });
  };

  const runPull = async (grid: GridId, isFresh: boolean): Promise<void> => {
    const pulled = copies?.grid === grid ? copies.copies.pull(isFresh) : nothingToPull;
    const end = await Promise.resolve(pulled).catch((): PullEnd => ({ kind: 'storage' }));
    tell({ kind: 'pull-ended', grid, end });
  };

  const revoke = (grid: GridId): void => {
    revoked.add(grid);
    events.onRevoking(grid);
    // What is pending is sent, and without any the server is asked how far it knows the log.
    carry(
      isCompared(grid).then((isDone) =>
        isDone && pendingOf(grid).length === 0
          ? finishHandOver(grid)
          : tell({ kind: 'recorded', grid }),
      ),
    );
  };

  const pendingOf = (grid: GridId) =>
    outbox.shown().filter((row) => row.grid === grid && isPending(row));

  /** ENGINE-4: a restored server may lack what it once acknowledged: nothing is given up before it has said so anew. */
  const isCompared = async (grid: GridId): Promise<boolean> => {
    const device = options.device();
    const chain = device === null ? undefined : await database.chains.get([device, grid]);
    return chain === undefined || chain.n === 0 || chain.epoch === heard;
  };

  const finishHandOver = async (grid: GridId): Promise<void> => {
    if (isClosed || pendingOf(grid).length > 0 || !revoked.has(grid)) return;
    if (!(await isCompared(grid))) return;
    if (isClosed || pendingOf(grid).length > 0 || !revoked.delete(grid)) return;
    await closeGrid(grid);
    await events.onRevoked(grid);
  };

  const closeGrid = async (grid: GridId): Promise<void> => {
    if (copies?.grid !== grid) return;
    const closing = copies.copies;
    copies = null;
    await closing.close();
  };

  /** What was proven before the app was started stays proven as of then. */
  const recallProof = async (grid: GridId): Promise<void> => {
    const note = await readReplicaNote(database, grid).catch(() => undefined);
    const isNewer = copies?.grid === grid && status.get().digestAgreedAt === null;
    if (isNewer && note?.isComplete === true) patch({ digestAgreedAt: note.provenAt });
  };

  /**
   * Another epoch: a restored server may lack what it once acknowledged, so every log asks how far it knows. A log counts as
   * asked when its answer was written down with the epoch (OUTBOX-8), not when the question left: the app may be killed between.
   */
  const heedEpoch = async (epoch: string): Promise<void> => {
    heard = epoch;
    if (epoch === heeded) return;
    const chains = await database.chains.toArray();
    heeded = epoch;
    const own = chains.filter((chain) => chain.device === options.device());
    for (const chain of own)
      if (chain.epoch !== epoch) tell({ kind: 'recorded', grid: chain.grid });
    await writeNote(database, 'epoch', epoch);
  };

  const recount = async (): Promise<void> => {
    if (isClosed) return;
    patch({ refused: await database.events.where('isNews').equals(1).count() });
  };

  const unwatch = outbox.onChange(showState);
  return {
    status,
    tell,
    recount,
    revoke,
    heedEpoch,
    async signIn() {
      const device = options.device();
      const waiting = device === null ? [] : await gridsWaiting(database, device);
      const receivedAt = (await readNote<number>(database, 'receivedAt')) ?? null;
      await recount();
      // With what waits, in one: a status that says "received" beside a count not taken yet would be a lie.
      patch({ receivedAt, ...countPending() });
      tell({ kind: 'signed-in', waiting });
    },
    async openGrid(grid) {
      if (copies !== null) await closeGrid(copies.grid);
      if (isClosed) return;
      revoked.delete(grid);
      patch({ loading: null, digestAgreedAt: null });
      carry(recallProof(grid));
      copies = {
        grid,
        copies: createGridCopies({
          ...{ grid, database, transport, now },
          announce: () => announce(grid),
          events: {
            onAdvanced: events.onAdvanced,
            onReplaced: events.onReplaced,
            onPulled(pulled) {
              events.onGrants(pulled.grants);
              carry(heedEpoch(pulled.epoch));
            },
            onLoading: (loading) => patch({ loading }),
            onProven(digestAgreedAt, epoch) {
              patch({ digestAgreedAt });
              carry(heedEpoch(epoch));
            },
            onDoubt: () => tell({ kind: 'doubted' }),
          },
        }),
      };
      tell({ kind: 'grid-opened', grid });
    },
    async closeGrid() {
      tell({ kind: 'grid-closed' });
      if (copies !== null) await closeGrid(copies.grid);
    },
    visitReader: () => copies?.copies.reader() ?? null,
    async close() {
      isClosed = true;
      unwatch();
      stream?.close();
      for (const timer of timers.values()) clearTimeout(timer);
      if (copies !== null) await closeGrid(copies.grid);
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
};

const isPending = ({ state }: { state: string }): boolean => state === 'pending';

const nothingToPull: PullEnd = { kind: 'caught-up', isProven: true, head: 0 };
