// A simulated phone: the app's own workshop (outbox, sync machine, engine, copies, commands), started and killed over a disk
// that survives. What the person at it was promised is written down here and held against the server.

import { newSession, writeSession } from '#session/saved-session.ts';
import { openWorkshop, type Workshop } from '#session/workshop.ts';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import type { StoredEvent } from '#data/outbox/outbox-database-dexie.ts';
import { CommandRefused } from '#data/commands/scene.ts';
import { writeDeviceKeys, type DeviceKeys } from '#data/hand-over/device-key.ts';
import type { EnrolResponse } from '#schema/protocol.ts';
import type { SyncStatus } from '#sync/status.ts';
import { createDisk, SimulatedStorageError, type Disk, type Row } from '../browser/disk.ts';
import { endLife, lives, type Life, type Surroundings } from '../browser/life.ts';

export type Promised = { grid: string; device: string; n: number; hash: string; disk: Disk };

export type Phone = {
  readonly index: number;
  readonly staff: string;
  disk: Disk;
  life: Life | null;
  shop: Workshop | null;
  /** What the screen says. */
  status: SyncStatus | null;
  /** The grid that is open, or is to be opened at the next start. */
  grid: string;
  isConnected: boolean;
  believesOnline: boolean;
  skewMs: number;
  /** Events of which the screen said that they are saved, on the disk as it is. */
  promised: Promised[];
  /** Something happened after which a copy may be made anew. */
  mayRepair: boolean;
};

export type PhoneWatch = {
  surroundings(phone: Phone): Surroundings;
  onKilled(phone: Phone): void;
  onCommit(phone: Phone, rows: readonly StoredEvent[]): void;
  onStatus(phone: Phone, status: SyncStatus): void;
  onCrash(phone: Phone, error: unknown): void;
};

export const createPhone = (index: number, given: { staff: string; grid: string }): Phone => ({
  ...{ index, ...given, disk: createDisk(), life: null, shop: null, status: null },
  ...{ isConnected: true, believesOnline: true, skewMs: 0, promised: [] },
  mayRepair: false,
});

const beginLife = (phone: Phone, watch: PhoneWatch): Life => ({
  device: `phone ${phone.index}`,
  disk: phone.disk,
  around: watch.surroundings(phone),
  listeners: new Map(),
  isDead: false,
  stepsLeft: null,
  onKilled: () => watch.onKilled(phone),
  ...{ isPacking: false, undo: new Set<() => void>(), onEnd: new Set<() => void>() },
});

export type SignedIn = { enrolled: EnrolResponse; keys: DeviceKeys | null };

/** Writes session and key down, as signing in does. */
export const signIn = (phone: Phone, { enrolled, keys }: SignedIn, watch: PhoneWatch) => {
  watchDisk(phone, watch);
  return lives.run(beginLife(phone, watch), async () => {
    const database = await openOutboxDatabase();
    await writeSession(database, newSession(enrolled));
    await writeDeviceKeys(database, enrolled.deviceId, keys);
  });
};

/** Something that a person waits for at the phone; undefined when the app is not there or is killed meanwhile. */
export const atPhone = <Result>(
  { shop, life }: Phone,
  act: (shop: Workshop) => Promise<Result>,
): Promise<Result | undefined> => {
  if (shop === null || life === null || life.isDead) return Promise.resolve(undefined);
  life.isPacking = true;
  const died = new Promise<undefined>((go) => life.onEnd.add(() => go(undefined)));
  const done = lives.run(life, () => act(shop)).finally(() => (life.isPacking = false));
  return Promise.race([done, died]);
};

const watchDisk = (phone: Phone, watch: PhoneWatch): void => {
  phone.disk.onCommit = (table: string, rows: readonly Row[]) => {
    if (table === 'events') watch.onCommit(phone, rows as unknown as StoredEvent[]);
  };
};

/** The app starts; resolves when it stands, or not at all when it is killed meanwhile. */
export const startPhone = (phone: Phone, watch: PhoneWatch): void => {
  const life = beginLife(phone, watch);
  phone.life = life;
  phone.shop = null;
  const start = async (): Promise<void> => {
    const shop = await openWorkshop(life.around.now);
    phone.shop = shop;
    shop.engine.status.subscribe((status) => {
      if (life.isDead) return;
      phone.status = status;
      watch.onStatus(phone, status);
    });
    if (phone.grid !== '') await shop.openGrid(phone.grid);
  };
  void lives.run(life, start).catch((error: unknown) => {
    if (!life.isDead) watch.onCrash(phone, error);
  });
};

/** Everything but the disk is gone. */
export const endPhone = (phone: Phone): void => {
  if (phone.life !== null && !phone.life.isDead) endLife(phone.life);
  phone.life = null;
  phone.shop = null;
};

type Making = Parameters<Workshop['perform']>[0];

/** Somebody does something at the phone. Nothing happens when the app is not ready or refuses it. */
export const perform = (phone: Phone, make: Making, onError: (error: unknown) => void): void => {
  const { shop, life, disk } = phone;
  if (shop === null || life === null) return;
  const act = async (): Promise<void> => {
    const { grid, device, n, hash } = await shop.perform(make);
    phone.promised.push({ grid, device, n, hash, disk });
  };
  void lives.run(life, act).catch((error: unknown) => {
    const isExpected = error instanceof CommandRefused || error instanceof SimulatedStorageError;
    if (!isExpected) onError(error);
  });
};

/** The browser tells the app what it believes. */
export const hint = (phone: Phone, type: 'online' | 'offline'): void => {
  const { life } = phone;
  phone.believesOnline = type === 'online';
  if (life === null || life.isDead) return;
  lives.run(life, () => life.listeners.get(type)?.forEach((run) => run()));
};

export const openGrid = (phone: Phone, grid: string): void => {
  phone.grid = grid;
  const { shop, life } = phone;
  if (shop === null || life === null) return;
  void lives.run(life, () => shop.openGrid(grid)).catch(() => undefined);
};

/** Rows of a table of the outbox as they lie on the disk. */
export const outboxRows = (phone: Phone, table: string): Row[] => {
  const database = phone.disk.databases.get('gridsweep-outbox');
  return [...(database?.tables.get(table)?.rows.values() ?? [])];
};
export const eventRows = (phone: Phone): StoredEvent[] =>
  outboxRows(phone, 'events') as unknown as StoredEvent[];
