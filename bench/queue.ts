// A thousand events recorded without network, and how long it takes from the network's return until the server has
// acknowledged every one of them by number.

import { cpSync, rmSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { emptyFolder, gridSeed } from '../tests/e2e/harness/seeded-folder.ts';
import type { Server } from '../tests/e2e/harness/server.ts';
import { openGrid, openRoom } from '../tests/e2e/phone-room/phone-room.ts';
import type { Bench, Benchmark, Figure, Promised } from './harness/benchmark.ts';
import { blankPath, staff } from './harness/grid.ts';
import { median } from './harness/median.ts';
import { bareServer, openPouch, openRxdb } from './harness/peer-pages.ts';
import { installPeers } from './harness/peers.ts';
import { enrolInRoom, roomServer } from './harness/room.ts';
import { gateNetwork, type Gate, recordDay } from './page/day.ts';
import { putDatabases, type StoreRows, takeDatabases } from './page/databases.ts';
import { countReceived, postRows, sendQueue } from './page/queue.ts';

const most = 2;
const queued = 1000;
const grid = gridSeed(queued, 0);
/** Events a request, as many as ours sends. */
const batch = 500;

type Row = { id: string };
type Queue = { page: Page; server: Server; folder: string; phone: StoreRows[] };

/** One visit at each door, recorded once; phone and server are kept as they are then. */
const recordQueue = async (bench: Bench): Promise<Queue> => {
  const server = await roomServer(bench, grid);
  bench.say('enrolling');
  const page = await enrolInRoom(bench, {
    server,
    person: staff.member,
    prepare: (fresh) => fresh.addInitScript(gateNetwork),
  });
  bench.say(`recording ${queued} visits offline`);
  await page.evaluate(() => {
    localStorage.setItem('gate', 'shut');
    (globalThis as unknown as { gate: Gate }).gate.shut();
  });
  await page.evaluate(recordDay, queued);
  await page.goto(server.origin + blankPath);
  const phone = await page.evaluate(takeDatabases);
  await server.kill();
  const folder = emptyFolder();
  cpSync(server.folder, folder, { recursive: true });
  return { page, server, folder, phone };
};

const eventsOf = (phone: StoreRows[]): Row[] => {
  const stored = phone.find(({ store }) => store === 'events')?.rows ?? [];
  return stored.map((row) => (row as { event: Row }).event);
};

/** Phone and server as they were, then the network comes back. */
const sendOnce = async ({ page, server, folder, phone }: Queue): Promise<number> => {
  await server.kill();
  rmSync(server.folder, { recursive: true });
  cpSync(folder, server.folder, { recursive: true });
  await server.start();
  await page.goto(server.origin + blankPath);
  await page.evaluate(putDatabases, phone);
  await openRoom(page, server);
  await openGrid(page);
  await page.waitForFunction((most) => window.phone.now.status.pending === most, queued);
  const ms = await page.evaluate(sendQueue);
  const received = await page.evaluate(countReceived);
  if (received !== queued) throw new Error(`Only ${received} events were received.`);
  return ms;
};

type Side = (at: number) => Promise<number>;
type Name = 'floor' | 'pouch' | 'rxdb' | 'ours';

const openSides = async (bench: Bench, queue: Queue): Promise<Partial<Record<Name, Side>>> => {
  const events = eventsOf(queue.phone);
  /** Other ids each time, because every table takes each once. */
  const eventsAt = (at: number): Row[] =>
    events.map((event) => ({ ...event, id: `${event.id}.${at}` }));
  const { origin } = await bench.process(bareServer);
  const bare = await bench.phone().open();
  await bare.goto(origin);
  const sides: Partial<Record<Name, Side>> = {
    floor: (at) => bare.evaluate(postRows, eventsAt(at)),
    ours: () => sendOnce(queue),
  };
  if (!bench.hasPeers) return sides;
  const [pouch, rxdb] = [await openPouch(bench), await openRxdb(bench)];
  return {
    ...sides,
    pouch: (at) => pouch.push(eventsAt(at), batch),
    rxdb: (at) => rxdb.push(eventsAt(at), batch),
  };
};

const figuresOf = (times: Record<Name, number[]>): Figure[] => {
  const figure = { unit: 'ms', ours: median(times.ours) } as const;
  const beside = (what: string, name: Name, promised: Promised): Figure[] =>
    times[name].length === 0 ? [] : [{ ...figure, what, floor: median(times[name]), promised }];
  const isFaster = { kind: 'ratio', most: 1 } as const;
  return [
    ...beside('network back → all acknowledged', 'floor', { kind: 'ratio', most }),
    ...beside("the same beside PouchDB 9's push", 'pouch', isFaster),
    ...beside("the same beside plain RxDB's push", 'rxdb', isFaster),
  ];
};

export const benchmark: Benchmark = {
  name: 'queue',
  what: `${queued} events recorded offline → all acknowledged by number`,
  promise: `≤ ${most}× one compressed POST of the same bytes into the same kind of database; faster than PouchDB and RxDB`,
  run: async (bench) => {
    if (bench.hasPeers) await installPeers(bench.say);
    const queue = await recordQueue(bench);
    const sides = await openSides(bench, queue);
    bench.say('sending, in turns');
    const times: Record<Name, number[]> = { floor: [], pouch: [], rxdb: [], ours: [] };
    for (let at = 0; at < bench.samples; at += 1) {
      for (const [name, send] of Object.entries(sides) as [Name, Side][])
        times[name].push(await send(at));
    }
    return figuresOf(times);
  },
};
