// The open grid in memory: replica, overlay and the view made of both. STORE-VIEW-1: there is always exactly one view, and
// it follows from the replica and the events shown; STORE-VIEW-2: a new event costs the work of that event alone.

import type { EventId, GridId, HouseholdId } from '#core/ids.ts';
import type { Hlc } from '#core/event/event.ts';
import { compareText } from '#core/merge/text-order.ts';
import type { Visit } from '#core/visit/visit.ts';
import type { StoredEvent } from './outbox/outbox-database-dexie.ts';
import { createView, nextView, type ViewSource } from './overlay/grid-view.ts';
import {
  emptyOverlay,
  keepSame,
  type Overlay,
  overlayOf,
  type ShownEvent,
} from './overlay/overlay.ts';
import { createWritable } from './readable.ts';
import { applyRows, type Replica, type RowChanges } from './replica/replica.ts';
import type { GridView, Readable } from './view.ts';

export type GridStore = {
  grid: GridId;
  view: Readable<GridView>;
  current(): GridView;
  /** Of the server's epochs, the one under which the view's `applied` is a number. */
  epoch(): string;
  /** Latest ordering time heard of, for the phone's clock. */
  heard(): Hlc;
  /** The outbox's events changed. @param rows of all grids, in order */
  show(rows: readonly StoredEvent[]): void;
  /** Rows were stored and everything up to `applied` is there. */
  advance(rows: RowChanges, applied: number): void;
  /** Another copy takes the place of this one. */
  replace(replica: Replica): void;
  /** Stored visits of a household with the overlay's on top, newest first. */
  withOwnVisits(household: HouseholdId, stored: readonly Visit[]): Visit[];
};

/** Events that the replica does not hold yet. */
const shownOf = (rows: readonly StoredEvent[], grid: GridId, applied: number): StoredEvent[] =>
  rows.filter(
    (row) =>
      row.grid === grid &&
      (row.state === 'pending' ||
        (row.state === 'accepted' && row.seq !== null && row.seq > applied)),
  );

const shownEvent = (row: StoredEvent): ShownEvent => ({
  event: row.event,
  isSent: row.state === 'accepted',
});

const isSameRow = (left: StoredEvent | undefined, right: StoredEvent | undefined): boolean =>
  left?.event === right?.event && left?.state === right?.state;

const startsWith = (rows: StoredEvent[], start: StoredEvent[]): boolean =>
  start.length <= rows.length && start.every((row, index) => isSameRow(row, rows[index]));

/** @param rows the outbox's events of all grids, in order */
export const createGridStore = (
  grid: GridId,
  first: { replica: Replica; rows: readonly StoredEvent[] },
): GridStore => {
  let { replica, rows } = first;
  let shown = shownOf(rows, grid, replica.applied);
  let overlay = overlayOf(replica, shown.map(shownEvent));
  const source = (): ViewSource => ({ ...replica, overlay });
  const view = createWritable<GridView>(createView(source()));

  const rebuild = (changed: ReadonlySet<HouseholdId>): void => {
    const before: Overlay = overlay;
    shown = shownOf(rows, grid, replica.applied);
    overlay = keepSame(before, overlayOf(replica, shown.map(shownEvent)));
    const touched = new Set([
      ...changed,
      ...before.households.keys(),
      ...overlay.households.keys(),
    ]);
    view.set(nextView(view.get(), source(), touched));
  };
  /** STORE-VIEW-2. */
  const append = (added: StoredEvent[]): void => {
    const before = overlay;
    overlay = overlayOf(replica, added.map(shownEvent), before);
    const touched = [...overlay.households]
      .filter(([id, household]) => before.households.get(id) !== household)
      .map(([id]) => id);
    view.set(nextView(view.get(), source(), new Set(touched)));
  };

  return {
    grid,
    view,
    current: view.get,
    epoch: () => replica.epoch,
    heard: () => replica.heard,
    show(all) {
      rows = all;
      const next = shownOf(all, grid, replica.applied);
      const before = shown;
      if (!startsWith(next, before)) return rebuild(new Set());
      shown = next;
      if (next.length > before.length) append(next.slice(before.length));
    },
    advance(changes, applied) {
      rebuild(applyRows(replica, changes, applied));
    },
    replace(other) {
      replica = other;
      overlay = emptyOverlay;
      shown = shownOf(rows, grid, replica.applied);
      overlay = overlayOf(replica, shown.map(shownEvent));
      view.set(createView(source()));
    },
    withOwnVisits: (household, stored) => mergeVisits(overlay, household, stored),
  };
};

const mergeVisits = (
  overlay: Overlay,
  household: HouseholdId,
  stored: readonly Visit[],
): Visit[] => {
  const byId = new Map<EventId, Visit>(stored.map((visit) => [visit.id, visit]));
  for (const visit of overlay.visits.values()) {
    if (visit.household === household) byId.set(visit.id, visit);
  }
  return [...byId.values()]
    .map((visit) => {
      const voidedBy = overlay.voided.get(visit.id);
      return voidedBy === undefined || visit.voidedBy !== '' ? visit : { ...visit, voidedBy };
    })
    .sort((left, right) => right.visitedAt - left.visitedAt || compareText(right.id, left.id));
};
