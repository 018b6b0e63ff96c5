// Rounds of killing: phones send at full speed, then a SIGKILL falls at a random moment, then everything is checked.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresServer } from '#testing/postgres-server.ts';
import { createRandom, type Random } from '#testing/random.ts';
import type { ServerProcess } from '#testing/server-process.ts';
import { checkServer, checkStore } from './check.ts';
import { openPostgresWorld, openSqliteWorld, startDurablePostgres, type World } from './world.ts';

/** After so many rounds a fresh world, so that a round costs the same in the end as in the beginning. */
const roundsPerWorld = 20;

export type Tally = { rounds: number; events: number; acknowledged: number };
export type Report = (line: string) => void;
export type RoundOptions = { rounds: number; seed: string; report?: Report };

/** Lets every phone work until told to stop; resolves when the last has stopped. */
const load = (world: World, url: string, random: Random): { stop(): Promise<void> } => {
  let isStopped = false;
  const works = world.phones.map(async (phone, k) => {
    const pauses = random.fork(`pause${k}`);
    while (!isStopped) {
      if (!(await phone.work(url))) await wait(pauses.int(5, 40));
      else if (pauses.chance(0.3)) await wait(pauses.int(1, 15));
    }
  });
  const working = Promise.all(works);
  // A phone that was told something wrong fails the round when it is stopped, not before.
  working.catch(() => undefined);
  return {
    stop: async () => {
      isStopped = true;
      await working;
    },
  };
};

type Killing = (world: World, server: ServerProcess, random: Random) => Promise<void>;

const killServer: Killing = async (_world, server, random) => {
  await wait(random.int(20, 400));
  await server.end('SIGKILL');
};

/** TORTURE-6: the database dies and comes back under a server that goes on and is ready again by itself. */
const killDatabase: Killing = async ({ database }, server, random) => {
  await wait(random.int(20, 400));
  await database?.kill();
  await wait(random.int(0, 200));
  await database?.start();
  await untilReady(server);
  await wait(random.int(50, 300));
};

const untilReady = async ({ url, child, errors }: ServerProcess): Promise<void> => {
  for (let tries = 0; tries < 100; tries += 1) {
    assert.equal(child.exitCode, null, `the server has died with its database: ${errors()}`);
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await wait(100);
  }
  assert.fail('the server does not find its database again');
};

const playRound = async (world: World, random: Random, killing: Killing): Promise<void> => {
  const server = await world.startServer();
  try {
    const before = await world.open();
    await checkServer(server.url, before, world.phones).finally(() => before.close());
    const loaded = load(world, server.url, random);
    await killing(world, server, random).finally(() => loaded.stop());
  } finally {
    await server.end('SIGKILL');
  }
  const after = await world.open();
  await checkStore(after, world.phones).finally(() => after.close());
};

/** At the end of a world nothing may be left over: everything is sent, and then nothing changes any more. */
const finish = async (world: World): Promise<void> => {
  const server = await world.startServer();
  const storage = await world.open();
  try {
    await Promise.all(world.phones.map((phone) => phone.sendAll(server.url)));
    await checkServer(server.url, storage, world.phones);
    await checkStore(storage, world.phones);
  } finally {
    await storage.close();
    await server.end('SIGTERM');
  }
};

type Play = RoundOptions & { open: (random: Random) => Promise<World>; killings: Killing[] };

const play = async ({ rounds, seed, report, open, killings }: Play): Promise<Tally> => {
  const tally: Tally = { rounds: 0, events: 0, acknowledged: 0 };
  while (tally.rounds < rounds) {
    const random = createRandom(`${seed} ${tally.rounds}`);
    const world = await open(random.fork('phones'));
    try {
      for (let k = 0; k < roundsPerWorld && tally.rounds < rounds; k += 1) {
        const killing = killings[tally.rounds % killings.length] ?? killServer;
        await playRound(world, random.fork(`round${k}`), killing);
        tally.rounds += 1;
      }
      await finish(world);
    } finally {
      await world.dispose();
    }
    for (const phone of world.phones) {
      tally.events += phone.log.events.length;
      tally.acknowledged += phone.told.size;
    }
    report?.(`${world.name}: ${tally.rounds} of ${rounds} rounds, ${tally.acknowledged} events`);
  }
  return tally;
};

export const tortureSqlite = (options: RoundOptions): Promise<Tally> =>
  play({ ...options, open: (random) => openSqliteWorld(random), killings: [killServer] });

/** Alternately the server process and the whole database. */
export const torturePostgres = async (options: RoundOptions): Promise<Tally> => {
  const database: PostgresServer = await startDurablePostgres();
  try {
    const open = (random: Random): Promise<World> => openPostgresWorld(random, { database });
    return await play({ ...options, open, killings: [killDatabase, killServer] });
  } finally {
    await database.stop();
  }
};
