// Starts the app: takes the lock of this browser, opens the databases, restores the session, and hands out what screens work
// with. START-1: it answers at once, with the session 'starting'; nothing waits for the network. START-2: without the lock
// or without IndexedDB the app says so and nothing can be recorded.

import { CoverageResponse, PhonesResponse } from '#schema/protocol.ts';
import { assignDoors } from '#data/commands/assign-doors.ts';
import { decide, withdrawDecision } from '#data/commands/decide.ts';
import { listHousehold } from '#data/commands/list-household.ts';
import { recordVisit } from '#data/commands/record-visit.ts';
import { resolveDispute } from '#data/commands/resolve-dispute.ts';
import { CommandRefused } from '#data/commands/scene.ts';
import { readUndoSources, undoVisit } from '#data/commands/undo-visit.ts';
import { withdrawHousehold } from '#data/commands/withdraw-household.ts';
import {
  deleteDraft,
  isAnythingPending,
  markRefusalsSeen,
  readDraft,
  readNewestDraft,
  readOwnEvents,
  writeDraft,
} from '#data/outbox/outbox-rows.ts';
import { createWritable } from '#data/readable.ts';
import { deleteOtherCopies } from '#data/replica/rows-dexie.ts';
import type { Visit } from '#core/visit/visit.ts';
import { idleStatus, type StorageState, type SyncStatus } from '#sync/status.ts';
import * as v from 'valibot';
import type { App, GridState, SessionState } from './app.ts';
import { enrolByCode, unsent, wipeOutbox } from './enrol.ts';
import { askOrRecall } from './last-known.ts';
import { createPersonIds } from './person-ids.ts';
import { openOnlyGrid } from './open-only-grid.ts';
import { newSession, type SavedSession, sessionOf } from './saved-session.ts';
import { askToPersist, readStorageState } from './storage-state.ts';
import { createTabLock } from './tab-lock.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const now = (): number => Date.now();

const sessionState = (saved: SavedSession | null): SessionState =>
  saved === null
    ? { kind: 'signed-out' }
    : { kind: 'signed-in', session: sessionOf(saved), isExpired: saved.isExpired };

/** START-1. One a page. */
export async function startApp(): Promise<App> {
  const session = createWritable<SessionState>({ kind: 'starting' });
  const grid = createWritable<GridState>({ kind: 'none' });
  const status = createWritable<SyncStatus>(idleStatus);
  const storage = createWritable<StorageState>({ isPersisted: null, freeBytes: null });
  let workshop: Workshop | null = null;
  let opening: Promise<Workshop> | null = null;
  let begun: Promise<void> = Promise.resolve();

  const showStorage = async (): Promise<void> => storage.set(await readStorageState());
  const close = async (): Promise<void> => {
    const closing = opening;
    opening = null;
    workshop = null;
    session.set({ kind: 'elsewhere' });
    // It may still be being opened.
    await (await closing)?.close();
  };
  const lock = createTabLock(close);

  const begin = async (): Promise<void> => {
    try {
      const mine = (opening = openWorkshop(now));
      const opened = await mine;
      // Another tab took over meanwhile: whoever lost the lock closes it.
      if (opening !== mine) return;
      workshop = opened;
      const isMine = (): boolean => workshop === opened;
      opened.grid.state.subscribe((state) => isMine() && grid.set(state));
      opened.engine.status.subscribe((line) => isMine() && status.set(line));
      opened.session.subscribe((saved) => isMine() && session.set(sessionState(saved)));
      // The screen waits for neither: the gate asks for the grid again, and storage is a line in the settings.
      void openOnlyGrid(opened).catch(() => undefined);
      void showStorage().catch(() => undefined);
    } catch {
      if (opening === null) return;
      opening = null;
      lock.release();
      session.set({ kind: 'no-storage' });
    }
  };
  const boot = async (): Promise<void> => {
    if (await lock.tryAcquire()) await begin();
    else session.set({ kind: 'elsewhere' });
  };
  /** The workshop, once the app has started. @throws CommandRefused while another tab holds it */
  const ready = async (): Promise<Workshop> => {
    await begun;
    if (workshop === null) throw new CommandRefused('not-ready');
    return workshop;
  };
  const openId = (shop: Workshop): string => {
    const store = shop.grid.store();
    if (store === null) throw new CommandRefused('no-grid');
    return store.grid;
  };

  begun = boot().catch(() => session.set({ kind: 'no-storage' }));

  /** False, and nothing gone, while something waits. */
  const wipe = async (shop: Workshop): Promise<boolean> => {
    await shop.engine.closeGrid();
    shop.grid.close();
    if (!(await wipeOutbox(shop.database))) return false;
    await shop.outbox.refresh();
    await deleteOtherCopies([]);
    return true;
  };
  const commands = createCommands(ready);

  return {
    ...{ session, grid, status, storage },
    ...commands,
    now,
    newPersonId: createPersonIds(() => workshop?.session.get()?.deviceId ?? 'new', now),
    async enrol(code) {
      const shop = await ready();
      const before = shop.session.get();
      const hasUnsent = await isAnythingPending(shop.database);
      const outcome = await enrolByCode(shop.transport, code, {
        session: before ?? undefined,
        hasUnsent,
      });
      if (outcome.kind === 'refused') return outcome;
      const next = newSession(outcome.response);
      const isOther = before !== null && before.staff.id !== next.staff.id;
      if (isOther && !(await wipe(shop))) return unsent;
      await shop.setSession(next);
      await askToPersist();
      await showStorage();
      return { kind: 'enrolled' };
    },
    async openGrid(id) {
      await (await ready()).openGrid(id);
    },
    async takeOver() {
      if (workshop !== null) return;
      session.set({ kind: 'starting' });
      begun = lock
        .takeOver()
        .then((isHeld) => (isHeld ? begin() : session.set({ kind: 'elsewhere' })));
      await begun;
    },
    async signOut() {
      const shop = await ready();
      if (await isAnythingPending(shop.database)) return false;
      await shop.transport.call({ path: '/session', method: 'DELETE', schema: v.unknown() });
      if (!(await wipe(shop))) return false;
      await shop.setSession(null);
      return true;
    },
    syncNow() {
      workshop?.engine.tell({ kind: 'asked' });
    },
    async visitsOf(household) {
      const shop = await ready();
      const reader = shop.engine.visitReader() ?? shop.grid.reader();
      const rows = (await reader?.visitsOf(household).catch(() => [])) ?? [];
      const stored = rows.map((row) => JSON.parse(row.doc) as Visit);
      return shop.grid.store()?.withOwnVisits(household, stored) ?? stored;
    },
    async ownEvents(since) {
      const shop = await ready();
      return readOwnEvents(shop.database, openId(shop), since);
    },
    async markRefusalsSeen() {
      const shop = await ready();
      await markRefusalsSeen(shop.database);
      await shop.engine.recount();
    },
    async readDraft(household) {
      const shop = await ready();
      return readDraft(shop.database, openId(shop), household);
    },
    async writeDraft(household, form) {
      const shop = await ready();
      const draft = { grid: openId(shop), household, form, nowMs: now() };
      await writeDraft(shop.database, draft);
    },
    async deleteDraft(household) {
      const shop = await ready();
      await deleteDraft(shop.database, openId(shop), household);
    },
    async newestDraft() {
      const shop = await ready();
      return readNewestDraft(shop.database, openId(shop));
    },
    async coverage(area) {
      const shop = await ready();
      const path = area === '' ? '/coverage' : `/coverage/${encodeURIComponent(area)}`;
      const known = await askOrRecall({ ...shop, now }, path, CoverageResponse);
      return known && { coverage: known.value, asOf: known.asOf, isLive: known.isLive };
    },
    async phones(id) {
      const shop = await ready();
      const path = `/phones/${encodeURIComponent(id)}`;
      const known = await askOrRecall({ ...shop, now }, path, PhonesResponse);
      return known && { phones: known.value, asOf: known.asOf, isLive: known.isLive };
    },
  };
}

type Commands = Pick<
  App,
  | 'recordVisit'
  | 'undoVisit'
  | 'listHousehold'
  | 'withdrawHousehold'
  | 'assignDoors'
  | 'resolveDispute'
  | 'decide'
  | 'withdrawDecision'
>;

const createCommands = (ready: () => Promise<Workshop>): Commands => {
  const perform = async (make: Parameters<Workshop['perform']>[0]): Promise<string> =>
    (await (await ready()).perform(make)).event.id;
  return {
    recordVisit: (form) => perform((scene) => recordVisit(scene, form)),
    undoVisit: (visit) =>
      perform(async (scene) => {
        const { database } = await ready();
        return undoVisit(scene, visit, await readUndoSources(database, scene, visit));
      }),
    listHousehold: (compound, door) => perform((scene) => listHousehold(scene, { compound, door })),
    withdrawHousehold: (household) => perform(() => withdrawHousehold(household)),
    assignDoors: (households, member) =>
      perform((scene) => assignDoors(scene, { households, member })),
    resolveDispute: (household, field, value) =>
      perform((scene) => resolveDispute(scene, { household, field, value })),
    decide: (household, reason, sentence) =>
      perform((scene) => decide(scene, { household, reason, sentence })),
    withdrawDecision: (household) => perform((scene) => withdrawDecision(scene, household)),
  };
};
