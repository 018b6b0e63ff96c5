// The phone's own log: every event made here, in order, until the server has acknowledged it by number and hash, and 30
// days longer, so that phones are replicas of a server that lost its disk. OUTBOX-3: numbers of a device and grid count
// without holes. OUTBOX-4: an event is settled by its verdict alone, and only when the server's hash of the chain is our
// own. OUTBOX-5: savings never run at the same time.

import type { EventBodies, EventKind, GridEvent, Hlc } from '#core/event/event.ts';
import {
  type DeviceId,
  type EventId,
  eventIdOf,
  type GridId,
  type HouseholdId,
  type StaffId,
} from '#core/ids.ts';
import { chainStart, nextHash } from '#core/merge/chain.ts';
import { compareHlc, hlcStart, observeHlc, tickHlc } from '#core/merge/hlc.ts';
import type { Patch } from '#core/merge/patch.ts';
import { sha256 } from '../sha256.ts';
import type { ChainRow, OutboxDatabase, StoredEvent } from './outbox-database-dexie.ts';

export type Fact = { [Kind in EventKind]: { kind: Kind; body: EventBodies[Kind] } }[EventKind];

/** What a command asks to be written down. `household`: whose draft it uses up, '' for none. */
export type Intention = {
  household: HouseholdId;
  undo: Patch;
  /** Makes the fact once the event's id is known; pure and synchronous. */
  factOf(id: EventId): Fact;
};
/** `seen`: what the replica had applied, under which `epoch` (absent: unknown). `heard`: latest clock heard of. */
type Moment = { nowMs: number; seen: number; epoch?: string; heard: Hlc };
export type Author = { device: DeviceId; staff: StaffId; grid: GridId };

export type Outbox = {
  /** Resolves once the event is durable. */
  save(author: Author, intention: Intention, at: Moment): Promise<StoredEvent>;
  /** Events that belong on top of the replica, by device and number. */
  shown(): readonly StoredEvent[];
  /** Called after every change of what the outbox holds. Returns the unsubscriber. */
  onChange(run: () => void): () => void;
  chainOf(device: DeviceId, grid: GridId): Promise<ChainRow>;
  /** The outbox's rows were changed by somebody else (settlement): put these in the place of the old ones. */
  refresh(): Promise<void>;
};

const keyOf = ({ device, grid, n }: StoredEvent): string => `${device} ${grid} ${n}`;

/** The clock's order is the order of making, whatever the wall clock did meanwhile (CLOCK-1). */
const byMaking = (left: StoredEvent, right: StoredEvent): number =>
  compareHlc(left.event.hlc, right.event.hlc);

/** Reads what is shown into memory. Rejects when the database cannot be read. */
export const createOutbox = async (database: OutboxDatabase): Promise<Outbox> => {
  let shown: StoredEvent[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const watchers = new Set<() => void>();
  const tell = (): void => {
    for (const run of [...watchers]) run();
  };
  const refresh = async (): Promise<void> => {
    shown = (await database.events.where('isShown').equals(1).toArray()).sort(byMaking);
    tell();
  };
  const inTurn = <Result>(run: () => Promise<Result>): Promise<Result> => {
    const turn = queue.then(run);
    queue = turn.catch(() => undefined);
    return turn;
  };
  shown = (await database.events.where('isShown').equals(1).toArray()).sort(byMaking);
  return {
    save: (author, intention, at) =>
      inTurn(async () => {
        const saved = await saveEvent(database, { author, intention, at });
        shown = [...shown.filter((row) => keyOf(row) !== keyOf(saved)), saved];
        tell();
        return saved;
      }),
    shown: () => shown,
    onChange(run) {
      watchers.add(run);
      return () => watchers.delete(run);
    },
    chainOf: async (device, grid) =>
      (await database.chains.get([device, grid])) ?? emptyChain(device, grid),
    refresh: () => inTurn(refresh),
  };
};

const emptyChain = (device: DeviceId, grid: GridId): ChainRow => ({
  device,
  grid,
  n: 0,
  hash: chainStart,
  acknowledged: 0,
});

type Saving = {
  author: Author;
  intention: Intention;
  at: Moment;
};

/** OUTBOX-2: one transaction; nothing in it waits for anything but IndexedDB. */
const saveEvent = (database: OutboxDatabase, saving: Saving): Promise<StoredEvent> => {
  const { events, chains, drafts, meta } = database;
  const { author, intention } = saving;
  return database.transaction('rw', [events, chains, drafts, meta], async () => {
    const [chain, clock] = await Promise.all([
      chains.get([author.device, author.grid]),
      meta.get('hlc'),
    ]);
    const head = chain ?? emptyChain(author.device, author.grid);
    const row = eventRow(saving, head, (clock?.value as Hlc | undefined) ?? hlcStart);
    await Promise.all([
      events.add(row),
      chains.put({ ...head, n: row.n, hash: row.hash }),
      meta.put({ key: 'hlc', value: row.event.hlc }),
      intention.household === '' ? undefined : drafts.delete([author.grid, intention.household]),
    ]);
    return row;
  });
};

const eventRow = ({ author, intention, at }: Saving, head: ChainRow, clock: Hlc): StoredEvent => {
  const n = head.n + 1;
  const id = eventIdOf(author.device, n);
  const hlc = tickHlc(observeHlc(clock, at.heard), at.nowMs);
  const { device, grid, staff } = author;
  const fact = intention.factOf(id);
  const event = { id, device, grid, n, hlc, seen: at.seen, staff, v: 1, ...fact } as GridEvent;
  return {
    ...{ device, grid, n, event, madeAt: at.nowMs },
    ...(at.epoch === undefined ? {} : { epoch: at.epoch }),
    prev: head.hash,
    hash: nextHash(sha256, head.hash, event),
    household: intention.household === '' ? householdOf(event) : intention.household,
    undo: intention.undo,
    ...{ state: 'pending', seq: null, reason: '', settledAt: null, isShown: 1, isNews: 0 },
  };
};

/** The household that an event is about; '' when it is about several. */
export const householdOf = (event: GridEvent): HouseholdId => {
  switch (event.kind) {
    case 'visit-recorded':
      return event.body.visit.household;
    case 'doors-assigned':
      return event.body.households.length === 1 ? (event.body.households[0] ?? '') : '';
    case 'quarantine-settled':
      return '';
    default:
      return event.body.household;
  }
};
