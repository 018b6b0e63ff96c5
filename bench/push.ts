// Pushes of 1, 10 and 100 events from 64 connections, against the same rows written raw.

import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { median, sampled } from './harness/median.ts';
import { rawRate } from './server/floor.ts';
import { startGenerator, type Generator } from './server/generator.ts';
import { percentile } from './server/percentile.ts';
import { startLoadedServer } from './server/server.ts';
import {
  createStores,
  storeKinds,
  storeNames,
  type BenchStores,
  type StoreKind,
} from './server/stores.ts';
import { buildTown } from './server/town.ts';

const connections = 64;
const town = { grids: 16, households: 200, phones: connections };
/** Per push size: pushes of each phone in one sample, and the share of the raw rate that is promised. */
const cases = [
  { events: 1, pushes: 30, least: 1 },
  { events: 10, pushes: 8, least: 0.4 },
  { events: 100, pushes: 2, least: 0.4 },
] as const;
type Case = (typeof cases)[number];

type Sample = { rate: number; floor: number; p50: number; p99: number };
type Given = { bench: Bench; stores: BenchStores; generator: Generator; kind: StoreKind };

const measure = async (
  { bench, stores, generator, kind }: Given,
  { events, pushes }: Case,
): Promise<Sample[]> => {
  const store = await stores.create(kind);
  const storage = await store.open();
  const phones = await buildTown(storage, town);
  await storage.close();
  const server = await startLoadedServer(store.environment);
  const job = { kind: 'pushes', origin: server.origin, phones, pushes, events } as const;
  const send = () => generator.run({ ...job, households: town.households });
  try {
    await send();
    return await sampled(bench.samples, async () => {
      const { ms, latencies, acknowledged } = await send();
      const floor = await rawRate(stores, store, {
        events,
        transactions: Math.min(500, 20_000 / events),
      });
      const rate = (acknowledged / ms) * 1000;
      return { rate, floor, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) };
    });
  } finally {
    await server.end();
  }
};

const figuresOf = (samples: Sample[], kind: StoreKind, { events, least }: Case): Figure[] => {
  const of = (key: keyof Sample): number => median(samples.map((sample) => sample[key]));
  const name = `${storeNames[kind]}, pushes of ${events}`;
  const shown = { unit: 'ms', floor: null, promised: { kind: 'none' } } as const;
  return [
    {
      what: name,
      unit: 'events/s',
      ours: of('rate'),
      floor: of('floor'),
      promised: { kind: 'times', least },
    },
    { ...shown, what: `${name}, p50`, ours: of('p50') },
    { ...shown, what: `${name}, p99`, ours: of('p99') },
  ];
};

export const benchmark: Benchmark = {
  name: 'push',
  what: `pushes of 1, 10 and 100 events from ${connections} connections, acknowledged`,
  promise: 'of raw inserts of the same rows: ≥ 40 % at 10 and 100 events, more than all of it at 1',
  run: async (bench) => {
    const stores = createStores();
    const figures: Figure[] = [];
    try {
      for (const kind of storeKinds) {
        for (const one of cases) {
          bench.say(`${storeNames[kind]}, pushes of ${one.events}`);
          const generator = startGenerator();
          const given = { bench, stores, generator, kind };
          const samples = await measure(given, one).finally(() => generator.end());
          figures.push(...figuresOf(samples, kind, one));
        }
      }
    } finally {
      await stores.end();
    }
    return figures;
  },
};
