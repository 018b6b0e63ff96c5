// The server as operators start it, with nothing in front.

import { readFileSync } from 'node:fs';
import { freePort, startScript, until } from '../../tests/e2e/harness/process.ts';

export type LoadedServer = {
  origin: string;
  /** Resident memory now, and at its most, bytes. */
  memory(): { now: number; most: number };
  end(): Promise<void>;
};

const kibOf = (status: string, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);

/** No limit of a single phone: here a few do the work of many. */
export const startLoadedServer = async (
  environment: Record<string, string>,
): Promise<LoadedServer> => {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { child, ended, output } = startScript('sync-server/main.ts', {
    ...{ PORT: String(port), HOST: '127.0.0.1', NODE_ENV: 'production', LOG_LEVEL: 'error' },
    ...{ DEVICE_CALLS_PER_SECOND: '0', ...environment },
  });
  const isReady = (): Promise<boolean> => {
    if (child.exitCode !== null) throw new Error(`The server ended.\n${output()}`);
    return fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  await until(isReady, 'the server to be ready', 60_000);
  return {
    origin,
    memory: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return { now: 1024 * kibOf(status, 'VmRSS'), most: 1024 * kibOf(status, 'VmHWM') };
    },
    end: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
