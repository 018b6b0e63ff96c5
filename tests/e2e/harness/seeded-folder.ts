// Data folders: seeded once per worker and set of options, then copied, so that each journey has its own.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runScript } from './process.ts';

/** Options of `npm run seed`, as given on its command line. */
export type Seed = readonly string[];

/** The story's two communities, with everything in them that may occur. */
export const demoSeed: Seed = ['--scale', 'demo'];
/** One grid of so many doors. */
export const smallSeed = (households: number): Seed => [
  '--scale',
  'bench',
  '--households',
  String(households),
];

const made = new Map<string, Promise<string>>();
const folders: string[] = [];

const newFolder = (): string => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-e2e-'));
  folders.push(folder);
  return folder;
};

process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function seed(options: Seed): Promise<string> {
  const folder = path.join(newFolder(), 'data');
  await runScript('seeds/main.ts', [...options, '--into', folder]);
  return folder;
}

/** A fresh copy of a seeded data folder; removed when the worker ends. */
export async function seededFolder(options: Seed): Promise<string> {
  const key = options.join(' ');
  const original = made.get(key) ?? seed(options);
  made.set(key, original);
  const copy = newFolder();
  cpSync(await original, copy, { recursive: true });
  return copy;
}

/** An empty folder, removed when the worker ends. */
export const emptyFolder = newFolder;
