// 18:00: all phones come back within a minute, each with a day's events, pull, and stay on the stream.

import process from 'node:process';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { startGenerator } from './server/generator.ts';
import type { Report } from './server/jobs.ts';
import { percentile } from './server/percentile.ts';
import { startLoadedServer } from './server/server.ts';
import {
  createStores,
  storeKinds,
  storeNames,
  type BenchStore,
  type StoreKind,
} from './server/stores.ts';
import { buildTown } from './server/town.ts';

/** Fewer phones for a quick look: STORM_PHONES=500. Minute and grids shrink with them, so that the rush stays the same. */
const wholePhones = 10_000;
const phones = Number(process.env['STORM_PHONES'] ?? wholePhones);
const events = 60;
const phonesPerGrid = 8;
const households = 120;
const withinMs = (60_000 * phones) / wholePhones;
const mostPushMs = 2000;
const mostMemoryMiB = 600;
const mebibyte = 1024 * 1024;

/** `missing`: events that were acknowledged and are not in the ledger. */
type Storm = Report & { mostMemory: number; missing: number };

const measure = async (store: BenchStore): Promise<Storm> => {
  const storage = await store.open();
  const town = { grids: Math.ceil(phones / phonesPerGrid), households, phones };
  const everybody = await buildTown(storage, town);
  const before = (await storage.readTotals(0)).heads;
  const server = await startLoadedServer(store.environment);
  const generator = startGenerator();
  try {
    const job = { kind: 'storm', origin: server.origin, phones: everybody, events } as const;
    const report = await generator.run({ ...job, households, withinMs });
    const mostMemory = server.memory().most;
    // Each visit writes two documents, the household and itself, and so takes two numbers.
    const stored = ((await storage.readTotals(0)).heads - before) / 2;
    return { ...report, mostMemory, missing: report.acknowledged - stored };
  } finally {
    await generator.end();
    await server.end();
    await storage.close();
  }
};

const figuresOf = (storm: Storm, kind: StoreKind): Figure[] => {
  const name = `${storeNames[kind]}, ${phones.toLocaleString('en')} phones`;
  const shown = { floor: null, promised: { kind: 'none' } } as const;
  const bounded = (most: number) => ({ floor: null, promised: { kind: 'most', most } }) as const;
  const p99 = percentile(storm.latencies, 0.99);
  return [
    { ...bounded(0), what: `${name}: lost`, unit: 'events', ours: Math.abs(storm.missing) },
    { ...bounded(0), what: `${name}: time-outs, cuts`, unit: 'requests', ours: storm.failed },
    { ...bounded(mostPushMs), what: `${name}: push p99`, unit: 'ms', ours: p99 },
    {
      ...bounded(mostMemoryMiB),
      what: `${name}: memory at most`,
      unit: 'MiB',
      ours: storm.mostMemory / mebibyte,
    },
    { ...shown, what: `${name}: told to come later`, unit: 'requests', ours: storm.refused },
    { ...shown, what: `${name}: until all had sent and pulled`, unit: 's', ours: storm.ms / 1000 },
    {
      ...shown,
      what: `${name}: taken in`,
      unit: 'events/s',
      ours: (storm.acknowledged / storm.ms) * 1000,
    },
  ];
};

const runAll = async (bench: Bench): Promise<Figure[]> => {
  const stores = createStores();
  const figures: Figure[] = [];
  try {
    for (const kind of storeKinds) {
      bench.say(`${storeNames[kind]}: ${phones} phones with ${events} events each`);
      figures.push(...figuresOf(await measure(await stores.create(kind)), kind));
    }
  } finally {
    await stores.end();
  }
  return figures;
};

export const benchmark: Benchmark = {
  name: 'storm',
  what: `${wholePhones.toLocaleString('en')} phones come back within a minute with ${events} events each, pull, and stay on the stream; one process, once`,
  promise: `nothing lost, no time-out, p99 of a push ≤ ${mostPushMs / 1000} s, memory ≤ ${mostMemoryMiB} MiB`,
  run: runAll,
};
