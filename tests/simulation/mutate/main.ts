// Whether the simulation notices deliberate damage: each mutation is applied to a scratch copy of the sources, and the
// simulation has to fail there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { values } from '../options.ts';
import { mutations, type Mutation } from './mutations.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const needed = [
  'package.json',
  'src',
  'sync-server',
  'seeds',
  'tests/simulation',
  'tools/simulate',
];

const makeScratch = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-mutation-'));
  for (const name of needed)
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
};

/** MUTATION-1. @returns the file as it was */
const damage = (folder: string, { name, file, text, instead }: Mutation): string => {
  const source = readFileSync(path.join(folder, file), 'utf8');
  if (source.split(text).length !== 2) throw new Error(`${name}: the text is not once in ${file}`);
  writeFileSync(
    path.join(folder, file),
    source.replace(text, () => instead),
  );
  return source;
};

const simulateIn = async (folder: string): Promise<string> => {
  const args = ['--runs', values.runs, '--seed', values.seed, '--shrink', '0'];
  const child = spawn(process.execPath, ['tools/simulate/main.ts', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => (output += text.toString()));
  }
  await once(child, 'close');
  return output;
};

type Result = { name: string; run: number | null; what: string; seconds: number };

const tryOut = async (folder: string, mutation: Mutation): Promise<Result> => {
  const begun = performance.now();
  const source = damage(folder, mutation);
  const output = await simulateIn(folder);
  writeFileSync(path.join(folder, mutation.file), source);
  const found = /run (\d+) fails[^\n]*\n([^\n]*)/.exec(output);
  const seconds = (performance.now() - begun) / 1000;
  const run = found === null ? null : Number(found[1]);
  const what = found?.[2] ?? (output.includes(' 0 failed') ? 'not noticed' : output.slice(-400));
  return { name: mutation.name, run, what, seconds };
};

const show = ({ name, run, what, seconds }: Result): void => {
  const when = run === null ? 'NOT NOTICED' : `run ${run}`;
  console.log(`${when.padEnd(12)} ${seconds.toFixed(0).padStart(4)} s  ${name}: ${what}`);
};

/** `--some N`: as many as that, others every day. */
const chosen = (): Mutation[] => {
  const wanted = mutations.filter(({ name }) => name.includes(values.only));
  const some = Number(values.some);
  if (some === 0 || some >= wanted.length) return wanted;
  const day = Math.floor(Date.now() / 86_400_000);
  return wanted.filter((_, k) => (k + day * some) % wanted.length < some);
};

const queue = chosen();
const results: Result[] = [];
const work = async (): Promise<void> => {
  const folder = makeScratch();
  try {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const result = await tryOut(folder, next);
      show(result);
      results.push(result);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

for (const one of mutations) {
  const source = readFileSync(path.join(root, one.file), 'utf8');
  if (source.split(one.text).length !== 2)
    throw new Error(`${one.name}: the text is not once in ${one.file}`);
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const missed = results.filter(({ run }) => run === null).length;
console.log(`${results.length} mutations of ${mutations.length}, ${missed} not noticed`);
process.exit(missed > 0 ? 1 : 0);
