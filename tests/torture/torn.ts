// Torn connections: phones that reach the server only through a proxy that tears, and a server that reaches PostgreSQL
// only through one. Every phone must get rid of all that it has made, and then everything is checked.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom, type Random } from '#testing/random.ts';
import { checkServer, checkStore } from './check.ts';
import { startFaultProxy, type FaultProxy } from './fault-proxy.ts';
import type { Report, Tally } from './rounds.ts';
import { openPostgresWorld, openSqliteWorld, startDurablePostgres, type World } from './world.ts';

export type TornOptions = { events: number; seed: string; report?: Report };
type TornTally = Tally & { connections: number; torn: number };

/** Small pushes, so that there are many, and little patience with a connection that says nothing. */
const few = { mostAtOnce: 5, patienceMs: 1500 };

/** Until all phones together have made so many events; then until all is acknowledged. */
const workThrough = async (world: World, url: string, events: number): Promise<void> => {
  const share = Math.ceil(events / world.phones.length);
  await Promise.all(
    world.phones.map(async (phone) => {
      while (phone.log.events.length < share) if (!(await phone.work(url))) await wait(20);
      await phone.sendAll(url);
    }),
  );
};

const tallyOf = (world: World, proxy: FaultProxy): TornTally => ({
  rounds: 1,
  events: world.phones.reduce((sum, { log }) => sum + log.events.length, 0),
  acknowledged: world.phones.reduce((sum, { told }) => sum + told.size, 0),
  ...proxy.counts(),
});

const checkAll = async (world: World, url: string): Promise<void> => {
  const storage = await world.open();
  try {
    await checkStore(storage, world.phones);
    await checkServer(url, storage, world.phones);
    for (const phone of world.phones) assert.equal(phone.acknowledged(), phone.log.events.length);
  } finally {
    await storage.close();
  }
};

/** Between the phones and a server on SQLite. */
export const tearPhones = async ({ events, seed, report }: TornOptions): Promise<TornTally> => {
  const random = createRandom(`${seed} torn`);
  const world = await openSqliteWorld(random.fork('phones'), few);
  const server = await world.startServer();
  const proxy = await startFaultProxy(Number(new URL(server.url).port), {
    random: random.fork('faults'),
    mostBytes: 8000,
  });
  try {
    await workThrough(world, `http://127.0.0.1:${proxy.port}`, events);
    await checkAll(world, server.url);
  } finally {
    await proxy.close();
    await server.end('SIGTERM');
    await world.dispose();
  }
  return reported('phones', tallyOf(world, proxy), report);
};

/** Between a server and its PostgreSQL. */
export const tearDatabase = async ({ events, seed, report }: TornOptions): Promise<TornTally> => {
  const random: Random = createRandom(`${seed} torn database`);
  const database = await startDurablePostgres();
  const world = await openPostgresWorld(random.fork('phones'), { ...few, database });
  const proxy = await startFaultProxy(database.port, {
    random: random.fork('faults'),
    mostBytes: 60_000,
  });
  const through = new URL(world.databaseUrl ?? '');
  through.port = String(proxy.port);
  proxy.setFaulty(false);
  const server = await world.startServer(through.href);
  try {
    proxy.setFaulty(true);
    await workThrough(world, server.url, events);
    proxy.setFaulty(false);
    await checkAll(world, server.url);
  } finally {
    await proxy.close();
    await server.end('SIGKILL');
    await world.dispose();
    await database.stop();
  }
  return reported('database', tallyOf(world, proxy), report);
};

const reported = (where: string, tally: TornTally, report?: Report): TornTally => {
  const { acknowledged, connections, torn } = tally;
  report?.(`torn ${where}: ${acknowledged} events over ${connections} connections, ${torn} torn`);
  return tally;
};
