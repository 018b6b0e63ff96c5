// Ten thousand phones on the stream, and nothing to tell them; then something.

import process from 'node:process';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { median, sampled } from './harness/median.ts';
import { startGenerator } from './server/generator.ts';
import { startLoadedServer } from './server/server.ts';
import {
  createStores,
  storeKinds,
  storeNames,
  type BenchStore,
  type StoreKind,
} from './server/stores.ts';
import { buildTown } from './server/town.ts';

/** Fewer for a quick look: IDLE_STREAMS=1000. */
const wholeStreams = 10_000;
const streams = Number(process.env['IDLE_STREAMS'] ?? wholeStreams);
const town = { grids: 1, households: 50, phones: streams };
const mostKib = 25;
const mostPokeMs = 1000;
const settleMs = 3000;

type Idle = { kib: number; pokeMs: number };

const measure = async (bench: Bench, store: BenchStore): Promise<Idle> => {
  const storage = await store.open();
  const phones = await buildTown(storage, town);
  await storage.close();
  const server = await startLoadedServer(store.environment);
  const generator = startGenerator();
  const { origin } = server;
  const [phone] = phones;
  if (phone === undefined) throw new Error('There is no phone.');
  try {
    // The first requests warm the process up and are not the streams' cost.
    await generator.run({ kind: 'calls', origin, phone, path: '/api/v1/session', times: 300 });
    const before = server.memory().now;
    await generator.run({ kind: 'listen', origin, phones });
    await new Promise((done) => setTimeout(done, settleMs));
    const kib = (server.memory().now - before) / 1024 / streams;
    const pokes = await sampled(bench.samples, () =>
      generator.run({ kind: 'poke', origin, phone, households: town.households }),
    );
    return { kib, pokeMs: median(pokes.map(({ ms }) => ms)) };
  } finally {
    await generator.end();
    await server.end();
  }
};

const figuresOf = ({ kib, pokeMs }: Idle, kind: StoreKind): Figure[] => {
  const name = `${storeNames[kind]}, ${streams.toLocaleString('en')} streams of one grid`;
  return [
    {
      what: `${name}: memory each`,
      unit: 'KiB',
      ours: kib,
      floor: null,
      promised: { kind: 'most', most: mostKib },
    },
    {
      what: `${name}: push → heard by all`,
      unit: 'ms',
      ours: pokeMs,
      floor: null,
      promised: { kind: 'most', most: mostPokeMs },
    },
  ];
};

export const benchmark: Benchmark = {
  name: 'idle',
  what: `${wholeStreams.toLocaleString('en')} open streams: resident memory of the server; a push until every one has heard of it`,
  promise: `≤ ${mostKib} KiB each; a poke reaches all in ≤ ${mostPokeMs / 1000} s`,
  run: async (bench) => {
    const stores = createStores();
    const figures: Figure[] = [];
    try {
      for (const kind of storeKinds) {
        bench.say(`${storeNames[kind]}: ${streams} streams`);
        figures.push(...figuresOf(await measure(bench, await stores.create(kind)), kind));
      }
    } finally {
      await stores.end();
    }
    return figures;
  },
};
