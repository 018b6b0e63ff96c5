// The model test of sync.md: phones with the app's own code against the server's own calls, over each store, under every
// fault that can be made here. It runs in a process of its own, because the app's code gets the simulated disk there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { describe, expect, it } from 'vitest';

const simulateWith = async (...args: string[]): Promise<{ code: unknown; output: string }> => {
  const child = spawn(process.execPath, ['tools/simulate/main.ts', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => (output += text.toString()));
  }
  const [code] = await once(child, 'close');
  return { code, output };
};

const expectNothing = async (...args: string[]): Promise<void> => {
  const { code, output } = await simulateWith(...args);
  expect(code, output).toBe(0);
};

const minutes = 60_000;

describe.concurrent('SIM-1…SIM-12 nothing is lost, and everybody ends up with the same', () => {
  // Two processes share what one would do alone.
  it('over a store in memory', () => expectNothing('--runs', '963'), 10 * minutes);
  it(
    'over a store in memory, more',
    () => expectNothing('--runs', '962', '--from', '963'),
    10 * minutes,
  );
});

it(
  'SIM-1…SIM-12 the same over SQLite',
  () => expectNothing('--runs', '60', '--from', '100000', '--store', 'sqlite'),
  5 * minutes,
);

it(
  'SIM-1…SIM-12 the same over PostgreSQL',
  () => expectNothing('--runs', '15', '--from', '200000', '--store', 'postgres'),
  5 * minutes,
);

it('scenarios that once failed hold', () => expectNothing('--kept'), 2 * minutes);

it(
  'MUTATION-1 MUTATION-2 what is deliberately broken is noticed: some every day, all by --mutations',
  () => expectNothing('--mutations', '--some', '4'),
  10 * minutes,
);
