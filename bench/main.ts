// The benchmarks' command line; see --help. Ends with 0 when everything was measured, kept or not; with 1 when something
// could not be measured, or with --strict when a promise was not kept.

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { ensureBuilt } from '../tools/launch/build.mjs';
import { Refusal } from '../tools/launch/refusal.mjs';
import { runBenchmark } from './harness/bench.ts';
import type { Benchmark } from './harness/benchmark.ts';
import { readCatalogue } from './harness/catalogue.ts';
import { BenchRefused, parseBenchCommand, usage, type BenchOptions } from './harness/options.ts';
import { jsonOf, missed, tableOf, type Measured } from './harness/report.ts';

const helpOf = (benchmarks: readonly Benchmark[]): string => {
  const lines = benchmarks.map(
    ({ name, what, promise }) => `  ${name.padEnd(10)} ${what}: ${promise}`,
  );
  return `${usage}\nNames:\n${lines.join('\n')}\n`;
};

const isWanted =
  ({ only, hasPeers }: BenchOptions) =>
  ({ name, isPeer = false }: Benchmark): boolean =>
    only.length === 0 ? !isPeer || hasPeers : only.includes(name);

const writeJson = (file: string, json: string): void => {
  try {
    writeFileSync(file, json);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new BenchRefused(`The file ${file} cannot be written${reason}.`);
  }
};

const measure = async (benchmarks: readonly Benchmark[], options: BenchOptions): Promise<void> => {
  const measured: Measured[] = [];
  for (const benchmark of benchmarks) {
    const say = (line: string): void => console.error(`${benchmark.name}: ${line} …`);
    const { samples, hasPeers } = options;
    const figures = await runBenchmark(benchmark, { samples, hasPeers, say });
    measured.push({ benchmark, figures });
  }
  process.stdout.write(options.json === '-' ? jsonOf(measured) : `\n${tableOf(measured)}\n`);
  if (options.json !== null && options.json !== '-') writeJson(options.json, jsonOf(measured));
  if (options.isStrict && missed(measured).length > 0) process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const benchmarks = await readCatalogue();
  const names = benchmarks.map(({ name }) => name);
  const command = parseBenchCommand(process.argv.slice(2), names);
  if (command.kind === 'help') {
    process.stdout.write(helpOf(benchmarks));
    return;
  }
  // A file that cannot be written is refused before minutes are spent.
  if (command.json !== null && command.json !== '-') writeJson(command.json, '');
  await ensureBuilt();
  await measure(benchmarks.filter(isWanted(command)), command);
};

// An interrupted run removes its folders on its way out.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

main().catch((error: unknown) => {
  const isPlain = error instanceof BenchRefused || error instanceof Refusal;
  console.error(isPlain ? error.message : error);
  process.exitCode = 1;
});
