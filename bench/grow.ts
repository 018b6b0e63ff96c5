// Whether a push and a pull take longer in a district that is large and old, and what the desk's coverage takes there.

import process from 'node:process';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { median, sampled } from './harness/median.ts';
import { fillLedger } from './server/fill.ts';
import { startGenerator } from './server/generator.ts';
import { percentile } from './server/percentile.ts';
import { startLoadedServer } from './server/server.ts';
import {
  createStores,
  storeKinds,
  storeNames,
  type BenchStore,
  type StoreKind,
} from './server/stores.ts';
import { buildTown, signInDesk, type TownPhone } from './server/town.ts';

/** The promise speaks of 10⁷ events; that takes 6 GB and minutes to fill: GROW_EVENTS=10000000. */
const manyEvents = Number(process.env['GROW_EVENTS'] ?? 1_000_000);
const households = 100;
const small = { grids: 1, events: 10_000 };
const large = { grids: 1000, events: manyEvents };
const most = 1.3;
const mostCoverageMs = 50;
const times = 40;

type Latencies = { push: number; pull: number; coverage: number };
type Grown = { grids: number; events: number };

const measure = async (bench: Bench, store: BenchStore, size: Grown): Promise<Latencies[]> => {
  const storage = await store.open();
  const phones = await buildTown(storage, { grids: size.grids, households, phones: 1 });
  const desk = await signInDesk(storage);
  await storage.close();
  await fillLedger(store, size);
  const server = await startLoadedServer(store.environment);
  const generator = startGenerator();
  const { origin } = server;
  const [phone] = phones;
  if (phone === undefined) throw new Error('There is no phone.');
  const take = async (): Promise<Latencies> => {
    const calls = { kind: 'calls', origin, times } as const;
    const pull = await generator.run({ ...calls, ...pullOf(phone) });
    const coverage = await generator.run({ ...calls, phone: desk, path: '/api/v1/coverage' });
    const sent = { phones: [phone], pushes: times, events: 10, households };
    const push = await generator.run({ kind: 'pushes', origin, ...sent });
    const p50 = ({ latencies }: typeof push): number => percentile(latencies, 0.5);
    return { push: p50(push), pull: p50(pull), coverage: p50(coverage) };
  };
  try {
    await take();
    return await sampled(bench.samples, take);
  } finally {
    await generator.end();
    await server.end();
  }
};

/** All doors of the grid, whose documents are as many in both. */
const pullOf = (phone: TownPhone) => {
  const checkpoint = { epoch: '', grids: { [phone.grid]: 0 } };
  const body = { checkpoints: { households: checkpoint }, limit: 500 };
  return { phone, path: '/api/v1/pull', body };
};

const figuresOf = (kind: StoreKind, grown: Latencies[], fresh: Latencies[]): Figure[] => {
  const of = (samples: Latencies[], key: keyof Latencies): number =>
    median(samples.map((sample) => sample[key]));
  const where = `${storeNames[kind]}, ${large.grids.toLocaleString('en')} grids, ${large.events.toLocaleString('en')} events`;
  const against = (key: 'push' | 'pull', what: string): Figure => ({
    what: `${where}: ${what}`,
    unit: 'ms',
    ours: of(grown, key),
    floor: of(fresh, key),
    promised: { kind: 'ratio', most },
  });
  return [
    against('push', 'push of 10'),
    against('pull', `pull of ${households} households`),
    {
      what: `${where}: coverage of ${(large.grids * households).toLocaleString('en')} households`,
      unit: 'ms',
      ours: of(grown, 'coverage'),
      floor: null,
      promised: { kind: 'most', most: mostCoverageMs },
    },
  ];
};

export const benchmark: Benchmark = {
  name: 'grow',
  what: `push and pull with ${large.grids} grids and ${large.events.toLocaleString('en')} events against one grid and ${small.events.toLocaleString('en')}; coverage of ${(large.grids * households).toLocaleString('en')} households`,
  promise: `≤ ${most}× the smaller case; coverage ≤ ${mostCoverageMs} ms`,
  run: async (bench) => {
    const stores = createStores();
    const figures: Figure[] = [];
    try {
      for (const kind of storeKinds) {
        bench.say(`${storeNames[kind]}: one grid`);
        const fresh = await measure(bench, await stores.create(kind), small);
        bench.say(`${storeNames[kind]}: ${large.grids} grids`);
        const grown = await measure(bench, await stores.create(kind), large);
        figures.push(...figuresOf(kind, grown, fresh));
      }
    } finally {
      await stores.end();
    }
    return figures;
  },
};
