// The grid that is open: its store while there is one, its state for the screens, and what leaves the overlay when the
// replica has caught up.

import type { GridId } from '#core/ids.ts';
import { createGridStore, type GridStore } from '#data/grid-store.ts';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import type { Outbox } from '#data/outbox/outbox.ts';
import { hideEvents } from '#data/outbox/outbox-rows.ts';
import { createWritable, type Writable } from '#data/readable.ts';
import { readReplica, type Replica, type RowChanges } from '#data/replica/replica.ts';
import { readReplicaNote } from '#data/replica/replica-note.ts';
import { createRowReader, type RowReader } from '#data/replica/rows-dexie.ts';
import type { GridState } from './app.ts';

export type OpenGrid = {
  state: Writable<GridState>;
  store(): GridStore | null;
  /** Stored rows of the copy that was found at opening; the engine's own reader goes before it. */
  reader(): RowReader | null;
  /** Shows what is stored of the grid, or that it is loading. */
  open(grid: GridId): Promise<void>;
  advance(changes: RowChanges, applied: number): void;
  replace(replica: Replica): void;
  /** Screens see nothing of it any more; events still to be handed over stay in the outbox. */
  revoke(grid: GridId): void;
  close(): void;
};

export const createOpenGrid = (database: OutboxDatabase, outbox: Outbox): OpenGrid => {
  const state = createWritable<GridState>({ kind: 'none' });
  let store: GridStore | null = null;
  let reader: RowReader | null = null;
  let unwatch: () => void = () => undefined;
  let grid: GridId = '';

  const leave = (): void => {
    unwatch();
    reader?.close();
    store = null;
    reader = null;
  };
  const show = (replica: Replica): void => {
    const made = createGridStore(grid, { replica, rows: outbox.shown() });
    store = made;
    const ends = [
      outbox.onChange(() => made.show(outbox.shown())),
      made.view.subscribe((view) => state.set({ kind: 'open', grid: made.grid, view })),
    ];
    unwatch = () => ends.forEach((end) => end());
  };
  const letGo = (applied: number): void => {
    const arrived = outbox
      .shown()
      .filter((row) => row.grid === grid && row.state === 'accepted' && (row.seq ?? 0) <= applied);
    if (arrived.length === 0) return;
    // What could not be hidden now is hidden at the next catch-up.
    void hideEvents(database, arrived)
      .then(() => outbox.refresh())
      .catch(() => undefined);
  };

  const showStored = async (wanted: GridId): Promise<void> => {
    const note = await readReplicaNote(database, wanted);
    if (note?.isComplete !== true || grid !== wanted || store !== null) return;
    reader = createRowReader(note.database);
    const replica = await readReplica(reader, note).catch(() => null);
    if (replica !== null && grid === wanted && store === null) show(replica);
  };

  return {
    state,
    store: () => store,
    reader: () => reader,
    async open(next) {
      leave();
      grid = next;
      state.set({ kind: 'loading', grid });
      await showStored(next);
    },
    advance(changes, applied) {
      // A copy that had lost its sheet could not be shown when it was opened; now it is whole again.
      if (store === null) void showStored(grid).catch(() => undefined);
      else store.advance(changes, applied);
      letGo(applied);
    },
    replace(replica) {
      if (store === null) show(replica);
      else store.replace(replica);
      letGo(replica.applied);
    },
    revoke(gone) {
      if (gone !== grid) return;
      leave();
      state.set({ kind: 'revoked', grid: gone });
    },
    close() {
      leave();
      grid = '';
      state.set({ kind: 'none' });
    },
  };
};
