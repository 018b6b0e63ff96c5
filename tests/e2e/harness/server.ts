// A real server process: killed and started again at will on the same port and the same data.

import { mkdirSync, rmSync } from 'node:fs';
import { inRoot } from '../../../tools/launch/paths.mjs';
import { freePort, runScript, startScript, until } from './process.ts';

export type Server = {
  origin: string;
  /** The data folder. */
  folder: string;
  start(): Promise<void>;
  /** SIGKILL, as a power cut ends it. */
  kill(): Promise<void>;
  /** A one-time sign-in link for a person of the staff, at this server's address. */
  invite(staff: string): Promise<string>;
  /** Any command of the server's own command line, on this server's data. Gives what it printed. */
  command(...args: string[]): Promise<string>;
  /** Whatever the data folder held is replaced by nothing; the server must not be running. */
  empty(): void;
};

type Options = { folder: string; app?: string };

/** @param options `app`: folder of the built app, by default that of the checkout */
export async function createServer({ folder, app = inRoot('build') }: Options): Promise<Server> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    APP_DIR: app,
    PUBLIC_URL: origin,
    GRIDSWEEP_DEMO: '1',
    NODE_ENV: 'production',
  };
  let running: ReturnType<typeof startScript> | undefined;

  const isReady = async (): Promise<boolean> => {
    if (running?.child.exitCode !== null)
      throw new Error(`The server ended.\n${running?.output() ?? ''}`);
    return fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  };

  const command = (...args: string[]) => runScript('sync-server/main.ts', args, env);

  return {
    origin,
    folder,
    command,
    empty: () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    },
    start: async () => {
      running = startScript('sync-server/main.ts', env);
      await until(isReady, 'the server to be ready');
    },
    kill: async () => {
      if (running === undefined) return;
      running.child.kill('SIGKILL');
      await running.ended;
      running = undefined;
    },
    invite: async (staff) => {
      const printed = await command('invite', '--staff', staff);
      const link = /https?:\/\/\S+/.exec(printed)?.[0];
      if (link === undefined) throw new Error('The invitation printed no link.');
      const { pathname, search, hash } = new URL(link);
      return `${origin}${pathname}${search}${hash}`;
    },
  };
}
