// Data folders: seeded once per worker and set of options, then copied, so that each journey has its own.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runScript } from './process.ts';

/** Options of `npm run seed`, as given on its command line. */
export type Seed = readonly string[];

/** The story's two communities, with everything in them that may occur. */
export const demoSeed: Seed = ['--scale', 'demo'];

/** One grid of so many doors; the first of them, in walking order, as many as there are visits, have been visited once. */
export const gridSeed = (households: number, visits: number): Seed => [
  '--scale',
  'bench',
  '--households',
  String(households),
  '--visits',
  String(visits),
];

const seededFolders = new Map<string, Promise<string>>();
const folders: string[] = [];

/** A new empty folder, removed when the worker ends. */
export const emptyFolder = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-e2e-'));
  folders.push(folder);
  return folder;
};

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function seed(options: Seed): Promise<string> {
  const folder = path.join(emptyFolder(), 'data');
  await runScript('seeds/main.ts', [...options, '--into', folder]);
  return folder;
}

/** A fresh copy of a seeded data folder. */
export async function seededFolder(options: Seed): Promise<string> {
  const key = options.join(' ');
  const original = seededFolders.get(key) ?? seed(options);
  seededFolders.set(key, original);
  const copy = emptyFolder();
  cpSync(await original, copy, { recursive: true });
  return copy;
}
