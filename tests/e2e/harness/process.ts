// Real processes of the product, run on the Node that the product itself runs on.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer as createSocket } from 'node:net';
import { promisify } from 'node:util';
import { inRoot, root, workingNode } from '../../../tools/launch/paths.mjs';

const run = promisify(execFile);

type Environment = Record<string, string>;

const environmentOf = (extra: Environment) => ({ ...process.env, ...extra });

/** Runs a script of the checkout to its end and gives what it printed; rejects with its output when it fails. */
export async function runScript(script: string, args: string[], extra: Environment = {}) {
  const { stdout } = await run(workingNode(), [inRoot(script), ...args], {
    cwd: root,
    env: environmentOf(extra),
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout;
}

/** Starts a script of the checkout that goes on running; what it prints is collected for a failure's message. */
export function startScript(script: string, extra: Environment) {
  const child: ChildProcess = spawn(workingNode(), [inRoot(script)], {
    cwd: root,
    env: environmentOf(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { child, ended, output: () => output };
}

/** A port that nothing listens on at this moment. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const socket = createSocket();
    socket.once('error', reject);
    socket.listen(0, '127.0.0.1', () => {
      const address = socket.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      socket.close(() => resolve(port));
    });
  });

/** Asks until the answer is yes; the one place of the journeys that waits by the clock. */
export async function until(isSo: () => Promise<boolean>, what: string, withinMs = 20_000) {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Waited ${withinMs} ms in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
