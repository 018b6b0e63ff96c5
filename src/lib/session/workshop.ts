// Everything that lives while this tab holds the databases: outbox, open grid, engine. Made when the tab has the lock,
// closed when another tab takes over.

import type { Grant } from '#core/access/grants.ts';
import type { GridId } from '#core/ids.ts';
import type { Intention } from '#data/outbox/outbox.ts';
import { createOutbox, type Outbox } from '#data/outbox/outbox.ts';
import {
  type OutboxDatabase,
  openOutboxDatabase,
  type StoredEvent,
} from '#data/outbox/outbox-database-dexie.ts';
import { deleteReceipt, finishForgetting, forgetGrid } from '#data/outbox/forget-grid.ts';
import { forgetOldEvents } from '#data/outbox/forget-old.ts';
import type { Scene } from '#data/commands/scene.ts';
import { createWritable, type Writable } from '#data/readable.ts';
import { notedCopies } from '#data/replica/replica-note.ts';
import { deleteOtherCopies } from '#data/replica/rows-dexie.ts';
import { EnrolResponse } from '#schema/protocol.ts';
import * as v from 'valibot';
import { createEngine, type Engine } from '#sync/engine.ts';
import { createErrand } from '#sync/errand.ts';
import { failureKindOf } from '#sync/failure-kind.ts';
import { createTransport, type Transport } from '#sync/transport.ts';
import { type Courier, createCourier, startCourier } from './courier.ts';
import { createPerformer } from './intentions.ts';
import { createOpenGrid, type OpenGrid } from './open-grid.ts';
import {
  lostGrids,
  readSession,
  type SavedSession,
  withGrants,
  writeSession,
} from './saved-session.ts';

export type Workshop = {
  database: OutboxDatabase;
  outbox: Outbox;
  transport: Transport;
  engine: Engine;
  courier: Courier;
  grid: OpenGrid;
  session: Writable<SavedSession | null>;
  /** A session begins, is renewed or ends; the engine follows. */
  setSession(session: SavedSession | null): Promise<void>;
  perform(make: (scene: Scene) => Intention | Promise<Intention>): Promise<StoredEvent>;
  openGrid(grid: GridId): Promise<void>;
  close(): Promise<void>;
};

const appName = 'gridsweep-web/0.1';
/** How often it is asked after catch-ups what a leader said of records kept apart. */
const fatesEveryMs = 3 * 60_000;
const SessionFacts = v.omit(EnrolResponse, ['token']);

/** Rejects when IndexedDB is refused. */
export const openWorkshop = async (now: () => number): Promise<Workshop> => {
  const database = await openOutboxDatabase();
  const [outbox, saved] = await Promise.all([createOutbox(database), readSession(database)]);
  const session = createWritable<SavedSession | null>(saved ?? null);
  const ended = new AbortController();
  /** OUTBOX-10: once, as soon as the server has said what time it is. */
  let tidied: Promise<void> | null = null;
  const transport = createTransport({
    base: '/api/v1',
    token: () => session.get()?.token ?? null,
    ended: ended.signal,
    onServerTime(ms) {
      tidied ??= forgetOldEvents(database, ms).catch(() => undefined);
    },
  });
  const grid = createOpenGrid(database, outbox);

  const save = async (next: SavedSession): Promise<void> => {
    session.set(next);
    await writeSession(database, next);
  };
  /** SESSION-6. The open grid is told by its own next fetch, which closes it. */
  const giveUpLost = async (): Promise<void> => {
    const known = session.get();
    if (known === null) return;
    const shown = grid.state.get();
    const open = shown.kind === 'open' || shown.kind === 'loading' ? shown.grid : '';
    for (const lost of await lostGrids(database, known)) if (lost !== open) engine.revoke(lost);
  };
  const takeGrants = async (grants: Grant[]): Promise<void> => {
    const known = session.get();
    if (known === null || JSON.stringify(grants) === JSON.stringify(known.grants)) return;
    await save(withGrants(known, grants));
    const answer = await transport.call({ path: '/session', schema: SessionFacts });
    // Somebody signed in or out meanwhile: the answer is of a session that is over.
    if (session.get()?.token !== known.token) return;
    if (answer.kind === 'answered') await save({ ...known, ...answer.value, isExpired: false });
    await giveUpLost();
  };
  /** SESSION-7: without an open grid no push and no fetch would say what was taken away, nor that the server was restored. */
  const rights = createErrand(async () => {
    if (session.get()?.isExpired !== false) return { kind: 'idle' };
    const answer = await transport.call({ path: '/session', schema: SessionFacts });
    if (answer.kind === 'answered') {
      await takeGrants(answer.value.grants);
      await engine.heedEpoch(answer.value.epoch);
      return { kind: 'idle' };
    }
    const failure = failureKindOf(answer);
    if (failure.kind === 'expired') engine.tell({ kind: 'expired' });
    return failure.kind === 'later' ? failure : { kind: 'idle' };
  });
  const forget = async (gone: GridId): Promise<void> => {
    const device = session.get()?.deviceId ?? null;
    // Something was recorded at the last moment: it is handed over first.
    if (!(await forgetGrid(database, { grid: gone, device }, now()))) return engine.revoke(gone);
    await outbox.refresh();
    await finishForgetting(database);
    courier.wake();
  };

  const engine = createEngine({
    ...{ database, outbox, transport, now, app: appName, random: Math.random },
    device: () => session.get()?.deviceId ?? null,
    events: {
      onAdvanced(changes, applied) {
        grid.advance(changes, applied);
        askFates();
      },
      onReplaced: grid.replace,
      onGrants: (grants) => void takeGrants(grants).catch(() => undefined),
      onRevoking: grid.revoke,
      onRevoked: forget,
      onExpired() {
        const known = session.get();
        if (known !== null) void save({ ...known, isExpired: true }).catch(() => undefined);
      },
    },
  });
  const courier = createCourier({
    ...{ database, transport, engine, session, now },
    onRuled: () => engine.recount(),
  });
  const askFates = (): void => {
    const shown = grid.state.get();
    if (shown.kind === 'open')
      void courier.askFates(shown.grid, fatesEveryMs).catch(() => undefined);
  };
  const performer = createPerformer({
    ...{ outbox, now, store: grid.store },
    author() {
      const known = session.get();
      return known === null ? null : { device: known.deviceId, staff: known.staff.id };
    },
    onSaved: (saved) => engine.tell({ kind: 'recorded', grid: saved.grid }),
  });

  const follow = async (): Promise<void> => {
    const known = session.get();
    if (known === null) return engine.tell({ kind: 'signed-out' });
    await engine.signIn();
    if (known.isExpired) engine.tell({ kind: 'expired' });
    courier.wake();
  };
  const followGrid = async (next: GridId): Promise<void> => {
    if (grid.state.get().kind === 'open') await idle();
    const shown = grid.state.get();
    const isShown = shown.kind === 'open' || shown.kind === 'loading';
    if (isShown && shown.grid === next) await engine.openGrid(next);
  };
  const wake = (): void => {
    courier.wake();
    rights.wake();
  };
  const listeners = listenToWorld(engine, wake);
  // The screen waits for none of this.
  const begun = follow()
    .then(giveUpLost)
    .then(() => startCourier(courier, database, now()))
    .then(rights.wake)
    .then(async () => deleteOtherCopies(await notedCopies(database)))
    .catch(() => undefined);
  return {
    ...{ database, outbox, transport, engine, courier, grid, session },
    async setSession(next) {
      await begun;
      session.set(next);
      if (next !== null) await writeSession(database, next);
      await follow();
      await giveUpLost();
    },
    perform: performer.perform,
    async openGrid(next) {
      const before = grid.state.get();
      const isShown = before.kind === 'open' || before.kind === 'loading';
      if (isShown && before.grid === next) return;
      // It came back before the server heard that it had left.
      const device = session.get()?.deviceId;
      if (device !== undefined)
        void deleteReceipt(database, { device, grid: next }).catch(() => undefined);
      await grid.open(next);
      void followGrid(next).catch(() => undefined);
    },
    async close() {
      listeners();
      ended.abort();
      await begun;
      await Promise.all([courier.close(), rights.close(), tidied]);
      await engine.close();
      grid.close();
      database.close();
    },
  };
};

/** After the first view was painted: replication is most of the code and none of the picture. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === 'undefined') setTimeout(resolve, 200);
    else requestIdleCallback(() => resolve(), { timeout: 1000 });
  });

/** The browser's hints. Returns the unsubscriber. */
const listenToWorld = (engine: Engine, onOnline: () => void): (() => void) => {
  const online = (): void => {
    engine.tell({ kind: 'online' });
    onOnline();
  };
  const offline = (): void => engine.tell({ kind: 'offline' });
  const visibility = (): void =>
    engine.tell({ kind: document.visibilityState === 'visible' ? 'visible' : 'hidden' });
  addEventListener('online', online);
  addEventListener('offline', offline);
  document.addEventListener('visibilitychange', visibility);
  return () => {
    removeEventListener('online', online);
    removeEventListener('offline', offline);
    document.removeEventListener('visibilitychange', visibility);
  };
};
