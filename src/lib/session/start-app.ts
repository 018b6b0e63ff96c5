// Starts the app: takes the lock of this browser, opens the databases, restores the session, and hands out what screens work
// with. START-1: it answers at once, with the session 'starting'; nothing waits for the network. START-2: without the lock
// or without IndexedDB the app says so and nothing can be recorded. START-3: so it does when its storage was deleted meanwhile.

import { CommandRefused } from '#data/commands/scene.ts';
import { isCarrying } from '#data/hand-over/carried-rows.ts';
import { type DeviceKeys, writeDeviceKeys } from '#data/hand-over/device-key.ts';
import { guardAgainstLoss } from '#data/outbox/loss-guard-dexie.ts';
import {
  deleteDraft,
  deleteNote,
  isAnythingKept,
  isAnythingPending,
  markRefusalsSeen,
  readDraft,
  readNewestDraft,
  readOwnEvents,
  writeDraft,
} from '#data/outbox/outbox-rows.ts';
import { createWritable } from '#data/readable.ts';
import { deleteOtherCopies } from '#data/replica/rows-dexie.ts';
import type { EnrolResponse } from '#schema/protocol.ts';
import { idleStatus, type StorageState, type SyncStatus } from '#sync/status.ts';
import { createAnswers } from './answers.ts';
import type { App, CarriedBundle, EnrolOutcome, GridState, SessionState } from './app.ts';
import { createCommands, readVisitsOf } from './commands.ts';
import { carrying, enrolByCode, signOutKey, unsent, wipeOutbox } from './enrol.ts';
import { forgetAttempt, prepareAttempt } from './enrolment.ts';
import { createHandOver } from './hand-over.ts';
import { createPersonIds } from './person-ids.ts';
import { openOnlyGrid } from './open-only-grid.ts';
import { createRecognition, endSession, type Recognition, reEnrol } from './recognise.ts';
import { newSession, type SavedSession, sessionOf } from './saved-session.ts';
import { askToPersist, readStorageState } from './storage-state.ts';
import { createTabLock } from './tab-lock.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const now = (): number => Date.now();

/** A record list that was opened asks again after this long, ms. */
const rulingsEveryMs = 15_000;

const sessionState = (saved: SavedSession | null, recognition: Recognition | null): SessionState =>
  saved === null
    ? { kind: 'signed-out', recognised: recognition?.recognised.get() ?? null }
    : { kind: 'signed-in', session: sessionOf(saved), isExpired: saved.isExpired };

/** START-1. One a page. */
export async function startApp(): Promise<App> {
  const session = createWritable<SessionState>({ kind: 'starting' });
  const grid = createWritable<GridState>({ kind: 'none' });
  const status = createWritable<SyncStatus>(idleStatus);
  const storage = createWritable<StorageState>({ isPersisted: null, freeBytes: null });
  const carried = createWritable<CarriedBundle[]>([]);
  let workshop: Workshop | null = null;
  let opening: Promise<Workshop> | null = null;
  let recognition: Recognition | null = null;
  let guard = new AbortController();
  let begun: Promise<void> = Promise.resolve();

  const showStorage = async (): Promise<void> => storage.set(await readStorageState());
  const close = async (): Promise<void> => {
    const closing = opening;
    opening = null;
    workshop = null;
    session.set({ kind: 'elsewhere' });
    guard.abort();
    const asking = recognition?.close();
    // It may still be being opened; its end is that of every question under way.
    await (await closing)?.close();
    await asking;
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
      opened.courier.carried.subscribe((bundles) => isMine() && carried.set(bundles));
      const showSession = (): void => {
        if (isMine()) session.set(sessionState(opened.session.get(), recognition));
      };
      if (opened.session.get() === null) {
        recognition = createRecognition(opened);
        recognition.recognised.subscribe(showSession);
      }
      opened.session.subscribe(showSession);
      guard = new AbortController();
      void guardAgainstLoss(opened.database, guard.signal, () => lose(opened)).catch(
        () => undefined,
      );
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
  /** START-3: the storage was deleted under the app: nothing is saved any more until it starts anew. */
  const lose = (lost: Workshop): void => {
    if (workshop !== lost) return;
    workshop = null;
    guard.abort();
    session.set({ kind: 'no-storage' });
    void lost.close().catch(() => undefined);
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
  /** Of another person everything goes first; `keys` were told to the server with the question. */
  const enter = async (
    shop: Workshop,
    response: EnrolResponse,
    keys: DeviceKeys | null,
  ): Promise<EnrolOutcome> => {
    const before = shop.session.get();
    const isOther = before !== null && before.staff.id !== response.staff.id;
    if (isOther && !(await wipe(shop)))
      return (await isAnythingPending(shop.database)) ? unsent : carrying;
    await writeDeviceKeys(shop.database, response.deviceId, keys);
    await shop.setSession(newSession(response));
    await forgetAttempt(shop.database);
    // The new cookie has taken the place of the old one.
    await deleteNote(shop.database, signOutKey);
    recognition?.forget();
    await askToPersist();
    await showStorage();
    return { kind: 'enrolled' };
  };

  return {
    ...{ session, grid, status, storage, carried },
    ...createCommands(ready),
    ...createAnswers(ready, now),
    ...createHandOver(ready, now),
    now,
    newPersonId: createPersonIds(() => workshop?.session.get()?.deviceId ?? 'new', now),
    async enrol(code) {
      const shop = await ready();
      const before = shop.session.get() ?? undefined;
      const isPending = await isAnythingPending(shop.database);
      const hasUnsent = isPending || (await isCarrying(shop.database));
      const isKeeping =
        before !== undefined && (await isAnythingKept(shop.database, before.deviceId));
      const renewed = hasUnsent || isKeeping ? before : undefined;
      const attempt = await prepareAttempt(shop.database, code.trim(), renewed);
      const given = { session: before, hasUnsent, isKeeping, attempt };
      const outcome = await enrolByCode(shop.transport, code, given);
      if (outcome.kind === 'enrolled') return enter(shop, outcome.response, attempt.keys);
      return outcome.code === 'unsent' && !isPending ? carrying : outcome;
    },
    async reEnrol() {
      const shop = await ready();
      const outcome = await reEnrol(shop, recognition?.recognised.get() ?? null);
      if (outcome.kind === 'refused') return outcome;
      return enter(shop, outcome.response, outcome.keys);
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
      if (await isCarrying(shop.database)) return false;
      await endSession(shop, shop.session.get()?.token ?? '');
      if (!(await wipe(shop))) return false;
      await shop.setSession(null);
      return true;
    },
    syncNow() {
      workshop?.engine.tell({ kind: 'asked' });
      workshop?.courier.wake(true);
    },
    async visitsOf(household) {
      const shop = await ready();
      return readVisitsOf(shop, household);
    },
    async ownEvents(since) {
      const shop = await ready();
      const id = openId(shop);
      void shop.courier.askFates(id, rulingsEveryMs).catch(() => undefined);
      return readOwnEvents(shop.database, id, since);
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
  };
}
