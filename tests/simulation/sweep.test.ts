// The model test of sync.md: phones with the app's own code against the server's own calls, over each store, under every
// fault that can be made here. It runs in a process of its own, because the app's code gets the simulated disk there.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { expect, it } from 'vitest';

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

it('SIM-1…SIM-11 nothing is lost over a store in memory', () =>
  expectNothing('--runs', '1925', '--shrink', '30'));

it('SIM-1…SIM-11 nothing is lost over SQLite', () =>
  expectNothing('--runs', '60', '--from', '100000', '--store', 'sqlite', '--shrink', '20'));

it('SIM-1…SIM-11 nothing is lost over PostgreSQL', () =>
  expectNothing('--runs', '15', '--from', '200000', '--store', 'postgres', '--shrink', '20'));

it('scenarios that once failed hold', () => expectNothing('--kept'));
