import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Refusal } from './refusal.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {string[]} parts */
export const inRoot = (...parts) => path.join(root, ...parts);

/** The folder of the database, as the operator wrote it or the default. */
export const dataDir = () => path.resolve(root, process.env.DATA_DIR || 'data');

/** Where Node keeps what it has made of the TypeScript: a server starts in a third of the time. */
export const compileCache = () => inRoot('node_modules/.cache/gridsweep');

/** The first Node that runs the erasable TypeScript of the server as it stands. */
const firstWithTypeScript = 24;

/** The Node that does the work: the one among the packages, or this one when it is new enough. */
export function workingNode() {
  const packaged = inRoot(
    'node_modules/node/bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= firstWithTypeScript) return process.execPath;
  throw new Refusal(
    'The package "node" came without its program (are install scripts switched off in npm\'s settings?). Run: npm rebuild node',
  );
}
