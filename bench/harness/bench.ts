// Makes what a benchmark asks for, and ends all of it afterwards, also when it failed.

import { seededFolder } from '../../tests/e2e/harness/seeded-folder.ts';
import { createServer, type Server } from '../../tests/e2e/harness/server.ts';
import { type Bare, startBare } from './bare.ts';
import type { Bench, Benchmark, Figure } from './benchmark.ts';
import { createBenchPhone, type BenchPhone } from './phone.ts';

type Wish = Pick<Bench, 'samples' | 'say' | 'hasPeers'>;

export const runBenchmark = async (benchmark: Benchmark, wish: Wish): Promise<Figure[]> => {
  const phones: BenchPhone[] = [];
  const servers: Server[] = [];
  const bares: Bare[] = [];
  const bench: Bench = {
    ...wish,
    server: async (seed, options = {}) => {
      const server = await createServer({ folder: await seededFolder(seed), ...options });
      servers.push(server);
      await server.start();
      return server;
    },
    process: async (script) => {
      const bare = await startBare(script);
      bares.push(bare);
      return bare;
    },
    phone: () => {
      const phone = createBenchPhone();
      phones.push(phone);
      return phone;
    },
  };
  try {
    return await benchmark.run(bench);
  } finally {
    for (const phone of phones) await phone.close();
    for (const server of servers) await server.kill();
    for (const bare of bares) await bare.end();
  }
};
