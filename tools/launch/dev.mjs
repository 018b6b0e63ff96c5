import process from 'node:process';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { exitOf, forwardSignals, startScript } from './run.mjs';
import { ensureSeeded, serverEnv, serverScript } from './serve.mjs';

const apiPort = process.env.API_PORT || '8081';
const vitePort = '5173';

/** Vite with live reloading, its /api going to a server on the demo data; when one ends, so does the other. */
export async function dev(/** @type {string[]} */ args) {
  await ensureInstalled();
  await ensureSeeded();
  const server = startScript(serverScript, [], {
    env: {
      ...serverEnv({ isDemo: true }),
      PORT: apiPort,
      PUBLIC_URL: process.env.PUBLIC_URL || `http://localhost:${vitePort}`,
      NODE_ENV: 'development',
    },
  });
  const vite = startScript(inRoot('node_modules/vite/bin/vite.js'), ['dev', ...args], {
    env: { API_TARGET: `http://localhost:${apiPort}` },
  });
  const children = [server, vite];
  const release = forwardSignals(children);
  const code = await Promise.race(children.map(exitOf));
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(children.map((child) => child.exitCode ?? child.signalCode ?? exitOf(child)));
  release();
  return code;
}
