// A real server process on a port of its own, as an operator starts it.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export type ServerProcess = {
  child: ChildProcess;
  url: string;
  /** Everything printed so far. */
  output(): string;
  errors(): string;
  /** Ends it by a signal and waits. */
  end(signal: NodeJS.Signals): Promise<void>;
};

export type Ended = { code: number | null; output: string; errors: string };

const start = (args: string[], environment: Record<string, string>) => {
  const child = spawn(process.execPath, [path.join(root, 'sync-server/main.ts'), ...args], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/gridsweep'),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { output: '', errors: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.errors += chunk.toString()));
  return { child, said };
};

/** Runs a command of the server to its end. */
export const runServer = async (
  args: string[],
  environment: Record<string, string>,
): Promise<Ended> => {
  const { child, said } = start(args, environment);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
};

/** Starts a server on a free port and waits until it listens. @param mark what it prints last at its start */
export const startServer = async (
  environment: Record<string, string>,
  mark = 'is running at',
): Promise<ServerProcess> => {
  const { child, said } = start([], { PORT: '0', HOST: '127.0.0.1', ...environment });
  const ended = once(child, 'close').then(() => 'ended' as const);
  while (!said.output.includes(mark)) {
    const turn = new Promise<'waited'>((done) => setTimeout(() => done('waited'), 20));
    if ((await Promise.race([ended, turn])) === 'ended') throw new Error(said.errors);
  }
  const url = /http:\/\/localhost:\d+/.exec(said.output)?.[0].replace('localhost', '127.0.0.1');
  if (url === undefined) throw new Error(said.output);
  return {
    child,
    url,
    output: () => said.output,
    errors: () => said.errors,
    end: async (signal) => {
      child.kill(signal);
      await ended;
    },
  };
};
