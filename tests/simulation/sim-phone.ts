// A simulated phone: the real sync machine, the real reducer as overlay, the real wire services, and in the place of
// IndexedDB two plain objects that survive a kill (`disk`). Everything else of it is lost when it is killed.

import type { EventBodies, GridEvent, Hlc } from '#core/event/event.ts';
import type { Household } from '#core/household/household.ts';
import { chainStart, nextHash } from '#core/merge/chain.ts';
import { addTerm, digestText, emptyDigest, revOf, termOf } from '#core/merge/digest.ts';
import { hlcStart, tickHlc } from '#core/merge/hlc.ts';
import { overlayOf, type Overlay } from '#data/overlay/overlay.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { CollectionName, PushRequest } from '#schema/protocol.ts';
import { collections } from '#schema/protocol.ts';
import { sha256 } from '#server/services/hashing.ts';
import type { Pulled } from '#server/services/pull.ts';
import type { push } from '#server/services/push.ts';
import { initialState } from '#sync/machine-lanes.ts';
import type { SyncEffect, SyncEvent, SyncState } from '#sync/machine-types.ts';
import { step } from '#sync/machine.ts';

export const grid = 'g001';

type Entry = {
  event: GridEvent;
  hash: string;
  state: 'pending' | 'settled' | 'refused';
  seq: number | null;
};
type Stored = { id: string; seq: number };
type Disk = {
  log: Entry[];
  hlc: Hlc;
  replica: Record<CollectionName, Map<string, Stored>>;
  checkpoint: Record<CollectionName, number>;
  epoch: string;
};

export type SimPhone = {
  device: string;
  staff: string;
  disk: Disk;
  /** Lost at a kill. */
  state: SyncState;
  /** Grows with every kill: answers for an earlier life are thrown away. */
  life: number;
  isConnected: boolean;
  clockSkewMs: number;
};

const emptyReplica = (): Disk['replica'] => ({
  grids: new Map(),
  households: new Map(),
  visits: new Map(),
});
const noCheckpoint = (): Disk['checkpoint'] => ({ grids: 0, households: 0, visits: 0 });

export const createPhone = (device: string, staff: string): SimPhone => ({
  device,
  staff,
  disk: { log: [], hlc: hlcStart, replica: emptyReplica(), checkpoint: noCheckpoint(), epoch: '' },
  state: initialState({ isOnline: true, isVisible: true }),
  life: 0,
  isConnected: true,
  clockSkewMs: 0,
});

/** Feeds the machine and gives back what is to be done. */
export const feed = (phone: SimPhone, event: SyncEvent, random: number): SyncEffect[] => {
  const next = step(phone.state, event, random);
  phone.state = next.state;
  return next.effects;
};

export const kill = (phone: SimPhone): void => {
  phone.state = initialState({ isOnline: phone.isConnected, isVisible: true });
  phone.life += 1;
};

export const seenOf = ({ disk }: SimPhone): number =>
  Math.min(...collections.map((name) => disk.checkpoint[name]));

/** Makes one event durable on the phone's disk. */
export const record = (
  phone: SimPhone,
  body: EventBodies['visit-recorded'],
  nowMs: number,
): GridEvent => {
  const { disk, device, staff } = phone;
  const n = disk.log.length + 1;
  disk.hlc = tickHlc(disk.hlc, nowMs + phone.clockSkewMs);
  const event: GridEvent = {
    ...{ id: `${device}.${n}`, device, grid, n, hlc: disk.hlc, seen: seenOf(phone), staff },
    ...{ kind: 'visit-recorded', v: 1, body },
  };
  const prev = disk.log.at(-1)?.hash ?? chainStart;
  disk.log.push({ event, hash: nextHash(sha256, prev, event), state: 'pending', seq: null });
  return event;
};

export const pendingOf = ({ disk }: SimPhone): Entry[] =>
  disk.log.filter(({ state }) => state === 'pending');

/** The next push, or null when nothing waits. */
export const nextPush = ({ disk }: SimPhone, most: number): PushRequest | null => {
  const first = disk.log.findIndex(({ state }) => state === 'pending');
  if (first < 0) return null;
  const events = disk.log.slice(first, first + most).map(({ event }) => event);
  return { grid, from: first + 1, prevHash: disk.log[first - 1]?.hash ?? chainStart, events };
};

type PushAnswer = Awaited<ReturnType<typeof push>>;

/** Settles by number and hash, never by the mere success of a request. */
export const settle = ({ disk }: SimPhone, answer: PushAnswer): void => {
  const own = disk.log[answer.last - 1]?.hash ?? chainStart;
  if (answer.last > disk.log.length || own !== answer.hash) throw new Error('another chain');
  for (const verdict of answer.verdicts) {
    const entry = disk.log[verdict.n - 1];
    if (entry === undefined || verdict.n > answer.last) continue;
    const isTaken = verdict.verdict === 'accepted' || verdict.verdict === 'duplicate';
    entry.state = isTaken ? 'settled' : 'refused';
    entry.seq = isTaken ? verdict.seq : null;
  }
};

/** Stores the pages of one answer. Returns whether every collection is complete. */
export const store = ({ disk }: SimPhone, { pages, epoch }: Pulled): boolean => {
  disk.epoch = epoch;
  let isComplete = true;
  for (const name of collections) {
    const page = pages[name];
    if (page === undefined) continue;
    for (const { json } of page.rows) {
      const document = JSON.parse(json) as Stored;
      disk.replica[name].set(document.id, document);
    }
    disk.checkpoint[name] = page.checkpoint.grids[grid] ?? 0;
    isComplete &&= page.isLast;
  }
  return isComplete;
};

export const forgetReplica = ({ disk }: SimPhone): void => {
  disk.replica = emptyReplica();
  disk.checkpoint = noCheckpoint();
};

/** Digest of what is on the disk, from scratch. */
export const digestOf = ({ disk }: SimPhone, name: CollectionName): string => {
  const terms = [...disk.replica[name].values()].map((document) =>
    termOf(sha256, document.id, revOf(sha256, document)),
  );
  return digestText(terms.reduce(addTerm, emptyDigest));
};

export const isProven = (phone: SimPhone, { heads }: Pulled): boolean =>
  collections.every((name) => digestOf(phone, name) === heads[grid]?.digest[name]);

/** What the phone would show: its replica with what the replica does not hold yet on top. */
export const shownOf = (phone: SimPhone): Overlay & { base: ReadonlyMap<string, Household> } => {
  const { replica, log } = phone.disk;
  const base = replica.households as unknown as Map<string, Household>;
  const sheet = replica.grids.get('sheet') as unknown as GridSheet;
  const waiting = log.filter(
    ({ state, seq }) => state === 'pending' || (state === 'settled' && (seq ?? 0) > seenOf(phone)),
  );
  const events = waiting.map(({ event, state }) => ({ event, isSent: state === 'settled' }));
  return { ...overlayOf({ sheet, households: base }, events), base };
};
