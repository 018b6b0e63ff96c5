import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { dataDir, inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runQuietly, runScript } from './run.mjs';

export const serverScript = 'sync-server/main.ts';
const seedScript = 'seeds/main.ts';

/** The demo: whatever is missing is made first, then app and API are served on one port. */
export async function start() {
  await ensureInstalled();
  await ensureBuilt();
  await ensureSeeded();
  return runScript(serverScript, [], { env: serverEnv({ isDemo: true }) });
}

/** Production: never seeds, never wears the demo's mark. */
export async function serve() {
  await ensureInstalled();
  await ensureBuilt();
  return runScript(serverScript, [], { env: serverEnv({ isDemo: false }) });
}

/** @param {{ isDemo: boolean }} options */
export function serverEnv({ isDemo }) {
  return {
    GRIDSWEEP_DEMO: isDemo ? '1' : undefined,
    PORT: process.env.PORT || '8080',
    DATA_DIR: dataDir(),
    APP_DIR: inRoot('build'),
    NODE_ENV: 'production',
  };
}

/**
 * Fills an empty data folder with the demo. The seeds write beside the place and are moved in when they are
 * whole, so that an interrupted first start leaves nothing that looks like data.
 */
export async function ensureSeeded() {
  const folder = dataDir();
  if (hasDatabase(folder)) return;
  const workshop = path.join(folder, '.seeding');
  prepare(workshop);
  console.log('Seeding the demo …');
  // Callbacks of the demo are due this evening, whichever day it is started on.
  const now = new Date().toISOString();
  const args = ['--scale', 'demo', '--now', now, '--into', workshop];
  const { code, output } = await runQuietly(seedScript, args);
  if (code !== 0) throw new Refusal(`${output.trim()}\nThe demo could not be seeded.`);
  for (const name of readdirSync(workshop)) {
    renameSync(path.join(workshop, name), path.join(folder, name));
  }
  rmSync(workshop, { recursive: true });
}

/** @param {string} folder */
const hasDatabase = (folder) =>
  existsSync(folder) && readdirSync(folder).some((name) => /\.(sqlite3?|db)$/.test(name));

/** @param {string} workshop */
function prepare(workshop) {
  try {
    rmSync(workshop, { recursive: true, force: true });
    makeFolder(workshop);
    accessSync(workshop, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new Refusal(
      `The data folder ${path.dirname(workshop)} cannot be written${reason}. Give this user the right to write there, or choose another folder with DATA_DIR.`,
    );
  }
}

/**
 * Node's own recursive mkdir never returns where a folder cannot be made below an existing one, as in /proc.
 * @param {string} folder
 */
function makeFolder(folder) {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}
