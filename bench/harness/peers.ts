// The other products: installed into bench/peers when they are asked for, by npm and from their own lock, so that the
// product's install knows nothing of them.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { inRoot } from '../../tools/launch/paths.mjs';
import { BenchRefused } from './options.ts';

const run = promisify(execFile);
const folder = inRoot('bench/peers');
const stamp = inRoot('bench/peers/node_modules/.installed-from');

/** @throws BenchRefused when they cannot be had */
export const installPeers = async (say: (line: string) => void): Promise<void> => {
  const lock = readFileSync(inRoot('bench/peers/package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing the other products');
  try {
    await run('npm', ['ci', '--ignore-scripts'], { cwd: folder });
  } catch {
    throw new BenchRefused(
      'The other products could not be installed; --peers needs npm and its registry.',
    );
  }
  writeFileSync(stamp, lock);
};
