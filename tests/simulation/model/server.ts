// The server of a simulated world: one store, one or two processes with their own memories over it, streams of pokes. It can
// be down, its store can fail, and it can be put back as it was some transactions ago, under a new epoch.

import { gridCalls } from '#server/http/calls/grid-calls.ts';
import { keptCalls } from '#server/http/calls/kept-calls.ts';
import { phoneCalls } from '#server/http/calls/phone-calls.ts';
import { sessionCalls } from '#server/http/calls/session-calls.ts';
import { syncCalls } from '#server/http/calls/sync-calls.ts';
import type { House } from '#server/http/house.ts';
import { createProtection, defaultLimits } from '#server/http/load/protection.ts';
import { createMeters } from '#server/http/meters.ts';
import type { Context } from '#server/services/context.ts';
import type { Pokes } from '#server/services/pokes.ts';
import { readHeads } from '#server/services/pull.ts';
import { Refused } from '#server/services/refused.ts';
import { authenticate, type Session } from '#server/services/sessions.ts';
import type { LedgerEntry, Storage } from '#server/storage/port.ts';
import { watchStore, type WatchedStore } from './ledger-watch.ts';
import { createRoutes, type Answered, type Ask, type Asked } from './routes.ts';

/** An open stream: `tell` and `end` reach the phone after the network's time. */
export type Listening = { tell(text: string): void; end(): void };

type Stream = Listening & { staff: string; grids: ReadonlySet<string> };
type Process = { context: Context; ask: Ask };

export type Server = {
  store(): WatchedStore;
  context(): Context;
  /** Processes that share the store; requests go to any of them. */
  processes: number;
  isDown: boolean;
  /** Requests under way. */
  underWay(): number;
  answer(asked: Asked, process: number): Promise<Answered>;
  listen(token: string, to: Listening): Promise<() => void>;
  /** Ends all streams, as a process does that ends. */
  endStreams(): void;
  /** Heartbeats. */
  beat(): void;
  /** Is told of every entry of a log that was committed. */
  onStored(grid: string, entry: LedgerEntry): void;
  restore(commits: number): Promise<void>;
  close(): Promise<void>;
};

/** Phones ask as often as chance wills, in no time at all: how often is not what is tried here. */
const protection = () => createProtection({ ...defaultLimits, device: { size: 1, perSecond: 0 } });
let meters: House['meters'] | undefined;
const houseOf = (context: Context): House => {
  const protects = protection();
  meters ??= createMeters({ context, protection: protects, countStreams: () => 0 }, false);
  return { context, protection: protects, meters, isSecure: false };
};

/** As the commands that put a copy back do (STORE-15). */
const noteHeads = async (storage: Storage): Promise<void> => {
  for (const { grid } of await storage.readGridsIn('')) {
    await storage.inGrid(grid, async (transaction) => {
      const row = await transaction.readGrid();
      if (row === undefined) return;
      const restoredHead = Math.min(row.restoredHead ?? row.head, row.head);
      await transaction.putGrid({ ...row, restoredHead });
    });
  }
};

const unavailable: Answered = {
  status: 503,
  headers: { 'retry-after': '2' },
  body: Buffer.from(JSON.stringify({ error: { code: 'shutting-down', zh: '稍候', en: 'later' } })),
};

export const createServer = async (options: {
  openStore(): Promise<Storage>;
  now(): number;
  processes: number;
}): Promise<Server> => {
  const { openStore, now } = options;
  const streams = new Set<Stream>();
  const closing: Storage[] = [];
  let isRestoring = false;
  const told = (grid: string, entry: LedgerEntry): void => {
    if (!isRestoring) server.onStored(grid, entry);
  };
  let store = watchStore(await openStore(), told);
  let processes: Process[] = [];
  let underWay = 0;

  const pokes: Pokes = {
    publish: (grid, head) => {
      for (const stream of streams) {
        if (stream.grids.has(grid)) stream.tell(`data: ${JSON.stringify({ [grid]: head })}\n\n`);
      }
    },
    publishGrants: (staff) => {
      for (const stream of [...streams]) if (stream.staff === staff) endStream(stream);
    },
    listen: () => () => undefined,
    stop: () => undefined,
  };
  const endStream = (stream: Stream): void => {
    streams.delete(stream);
    stream.end();
  };

  const facts = await store.storage.readFacts();
  const begin = async (): Promise<void> => {
    const { epoch } = await store.storage.readFacts();
    processes = Array.from({ length: options.processes }, () => {
      const context: Context = { ...facts, storage: store.storage, now, pokes, epoch };
      const calls = [...sessionCalls, ...syncCalls(), ...gridCalls(), ...keptCalls, ...phoneCalls];
      return { context, ask: createRoutes(houseOf(context), calls) };
    });
  };
  await begin();
  const processAt = (at: number): Process => processes[at % processes.length] as Process;

  const server: Server = {
    onStored: () => undefined,
    ...{ processes: options.processes, isDown: false },
    store: () => store,
    context: () => processAt(0).context,
    underWay: () => underWay + store.underWay(),
    async answer(asked, at) {
      if (this.isDown) return unavailable;
      underWay += 1;
      try {
        return await processAt(at).ask(asked);
      } finally {
        underWay -= 1;
      }
    },
    async listen(token, to) {
      if (this.isDown) throw new Refused('shutting-down');
      const { context } = processAt(0);
      const session: Session = await authenticate(context, token);
      const heads = await readHeads(context, session);
      const stream: Stream = { ...to, staff: session.staff.id, grids: new Set(heads.keys()) };
      streams.add(stream);
      stream.tell(`data: ${JSON.stringify(Object.fromEntries(heads))}\n\n`);
      return () => void streams.delete(stream);
    },
    endStreams: () => [...streams].forEach(endStream),
    beat: () => streams.forEach((stream) => stream.tell(':\n\n')),
    async restore(commits) {
      closing.push(store.storage);
      isRestoring = true;
      store = await store.replayInto(await openStore(), commits);
      await noteHeads(store.storage);
      isRestoring = false;
      await begin();
      this.endStreams();
    },
    async close() {
      for (const one of [...closing, store.storage]) await one.close();
    },
  };
  return server;
};
