// The one database that a phone writes about the field. OUTBOX-1: strict durability: what the screen calls saved survives
// a power cut. OUTBOX-2: the event, its number, the chain's head, the clock and the end of the draft are one transaction.
// Opens again by itself after the browser closed its connection.

import Dexie, { type EntityTable, type Table } from 'dexie';
import type { GridEvent } from '#core/event/event.ts';
import type { DeviceId, GridId, HouseholdId } from '#core/ids.ts';
import type { Patch } from '#core/merge/patch.ts';
import type { CarriedRow } from '../hand-over/carried-rows.ts';
import type { Settled } from '../view.ts';

export type EventState = 'pending' | 'accepted' | 'rejected' | 'quarantined';

export type StoredEvent = {
  device: DeviceId;
  grid: GridId;
  n: number;
  event: GridEvent;
  /** The chain's hash before this event: the event before it may be forgotten first. */
  prev: string;
  /** The chain's hash after this event. */
  hash: string;
  /** The epoch of the replica on which it was made: what it had `seen` is a number of that one. Absent: unknown. */
  epoch?: string;
  /** The phone's clock, ms. */
  madeAt: number;
  /** The household that it is about ('' when several). */
  household: HouseholdId;
  state: EventState;
  /** The sequence number that the replica must reach before the overlay lets go of the event; null until known. */
  seq: number | null;
  reason: string;
  /** What the leader said of it, when it is kept apart. */
  ruling?: Settled;
  settledAt: number | null;
  /** The server's time from which the 30 days are counted; absent until it was first looked at after it was settled. */
  countedFrom?: number | null;
  /** 1 while the event belongs on top of the replica. */
  isShown: 0 | 1;
  /** 1 while a refusal has not been looked at. */
  isNews: 0 | 1;
  /** What the fields were before, for undo. */
  undo: Patch;
};

/** Head of one device's log in one grid, and how far the server has acknowledged it. */
export type ChainRow = {
  device: DeviceId;
  grid: GridId;
  n: number;
  hash: string;
  acknowledged: number;
  /** The server's epoch under which it last said how far it is; undefined before the first time. */
  epoch?: string;
};
export type DraftRow = { grid: GridId; household: HouseholdId; form: unknown; writtenAt: number };
export type MetaRow = { key: string; value: unknown };
/** A grid that was taken away: its last number here. `isClean`: nothing of it is left, so the server may be told. */
export type ReceiptRow = {
  device: DeviceId;
  grid: GridId;
  last: number;
  hash: string;
  deletedAt: number;
  isClean: 0 | 1;
};

export type OutboxDatabase = Dexie & {
  events: Table<StoredEvent, [DeviceId, GridId, number]>;
  chains: Table<ChainRow, [DeviceId, GridId]>;
  drafts: Table<DraftRow, [GridId, HouseholdId]>;
  meta: EntityTable<MetaRow, 'key'>;
  carried: Table<CarriedRow, string>;
  receipts: Table<ReceiptRow, [DeviceId, GridId]>;
};

export const outboxName = 'gridsweep-outbox';

/** Rejects when IndexedDB is refused (private mode) or broken. */
export const openOutboxDatabase = async (name = outboxName): Promise<OutboxDatabase> => {
  const database = new Dexie(name, {
    autoOpen: true,
    cache: 'disabled',
    chromeTransactionDurability: 'strict',
  }) as OutboxDatabase;
  database.version(1).stores({
    events: '[device+grid+n], state, isShown, isNews, madeAt, settledAt',
    chains: '[device+grid]',
    drafts: '[grid+household], writtenAt',
    meta: 'key',
  });
  database.version(2).stores({ carried: 'sum, takenAt', receipts: '[device+grid]' });
  await database.open();
  return database;
};
