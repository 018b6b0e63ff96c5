import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';

const launcher = path.resolve(import.meta.dirname, '../launch.mjs');

const launch = (args: string[], env: Record<string, string> = {}) => {
  const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, stderr };
};

test('an unknown command is refused in one sentence', () => {
  expect(launch(['sweep'])).toEqual({
    status: 1,
    stderr:
      'Unknown command "sweep". Known: start, serve, dev, build, check, verify, bench, seed, invite, operator, backup, restore, simulate, torture, format.\n',
  });
});

test('a chosen Chromium that is none is refused in one sentence', () => {
  const finder = path.resolve(import.meta.dirname, '../chromium.mjs');
  const { status, stderr } = spawnSync(process.execPath, [finder], {
    env: { ...process.env, CHROMIUM_PATH: '/no/chromium' },
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'CHROMIUM_PATH names no program: /no/chromium. Correct it, or unset it.\n',
  });
});
