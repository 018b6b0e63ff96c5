// Finds the benchmarks: every file beside main.ts is one and exports it as `benchmark`. A new one is a new file and
// nothing else.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../../tools/launch/paths.mjs';
import type { Benchmark } from './benchmark.ts';

const folder = inRoot('bench');

/** All benchmarks, by name. */
export const readCatalogue = async (): Promise<Benchmark[]> => {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts',
  );
  const benchmarks = await Promise.all(files.map(readBenchmark));
  return benchmarks.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const readBenchmark = async (file: string): Promise<Benchmark> => {
  const module = (await import(pathToFileURL(path.join(folder, file)).href)) as {
    benchmark?: Benchmark;
  };
  if (module.benchmark === undefined) throw new Error(`bench/${file} exports no benchmark.`);
  return module.benchmark;
};
