// A real PostgreSQL in a temporary folder on a port of its own, with as many databases as are asked for. It can be
// killed like a machine that loses its power, and started again on what it has left.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';

export type PostgresServer = {
  port: number;
  folder: string;
  pid(): number | undefined;
  /** A new, empty database; its address. */
  createDatabase(): Promise<string>;
  /** SIGKILL to all of its processes at once. */
  kill(): Promise<void>;
  /** Starts again what was killed or stopped. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
};

const user = 'gridsweep';
const addressOf = (port: number, database: string): string =>
  `postgres://${user}@127.0.0.1:${port}/${database}`;

/**
 * @param isDurable false: nothing is forced to the disk, for tests that do not kill it
 * @param isDetached true: it goes on when this process ends
 */
export const startPostgres = async ({
  isDurable = false,
  isDetached = false,
} = {}): Promise<PostgresServer> => {
  const found = findPostgres();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-pg-'));
  const port = await freePort();
  initialise(found, folder);
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    child = launch(found, { folder, port, isDurable, isDetached });
    await untilReady(child, { port, folder });
  };
  const ended = async (): Promise<void> => {
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const dropOnExit = (): void => void child?.kill('SIGQUIT');
  if (!isDetached) process.once('exit', dropOnExit);
  await start();
  return {
    port,
    folder,
    pid: () => child?.pid,
    createDatabase: () => createDatabase(port),
    start,
    kill: async () => {
      for (const pid of familyOf(child?.pid)) killQuietly(pid);
      await ended();
    },
    stop: async () => {
      process.off('exit', dropOnExit);
      child?.kill('SIGINT');
      await ended();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const initialise = ({ bin, runAs }: PostgresBinaries, folder: string): void => {
  if (runAs.uid !== undefined) chownSync(folder, runAs.uid, runAs.gid ?? runAs.uid);
  const how = ['-U', user, '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  const data = path.join(folder, 'data');
  execFileSync(path.join(bin, 'initdb'), ['-D', data, ...how], {
    ...{ ...runAs, stdio: 'pipe', cwd: folder, env: { PATH: process.env['PATH'] ?? '' } },
  });
};

type Launch = { folder: string; port: number; isDurable: boolean; isDetached: boolean };

const launch = ({ bin, runAs }: PostgresBinaries, given: Launch): ChildProcess => {
  const { folder, port, isDurable, isDetached } = given;
  const settings = [
    ...['listen_addresses=127.0.0.1', 'unix_socket_directories=', `port=${port}`],
    ...['max_connections=300', 'shared_buffers=32MB', 'dynamic_shared_memory_type=posix'],
    ...(isDurable ? [] : ['fsync=off', 'full_page_writes=off']),
  ].flatMap((setting) => ['-c', setting]);
  const log = openSync(path.join(folder, 'log'), 'a');
  const child = spawn(path.join(bin, 'postgres'), ['-D', path.join(folder, 'data'), ...settings], {
    ...runAs,
    cwd: folder,
    detached: isDetached,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  if (isDetached) child.unref();
  return child;
};

const untilReady = async (
  child: ChildProcess,
  { port, folder }: { port: number; folder: string },
): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const client = postgres(addressOf(port, 'postgres'), { max: 1, connect_timeout: 2 });
    const isReady = await client`SELECT 1`.then(
      () => true,
      () => false,
    );
    await client.end({ timeout: 1 });
    if (isReady) return;
    await wait(50);
  }
  const log = readFileSync(path.join(folder, 'log'), 'utf8').slice(-2000);
  throw new Error(`PostgreSQL did not start:\n${log}`);
};

let databases = 0;

/** @param port of a server on this machine */
export const createDatabase = async (port: number): Promise<string> => {
  databases += 1;
  const name = `t${process.pid}_${databases}`;
  const client = postgres(addressOf(port, 'postgres'), { max: 1 });
  await client.unsafe(`CREATE DATABASE ${name} TEMPLATE template0`);
  await client.end();
  return addressOf(port, name);
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
};

/** The process and its children, so that all are killed at one moment; where the system does not tell, itself alone. */
const familyOf = (pid: number | undefined): number[] => {
  if (pid === undefined) return [];
  try {
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => parentOf(name) === pid);
    return [pid, ...children.map(Number)];
  } catch {
    return [pid];
  }
};

const parentOf = (pid: string): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};
