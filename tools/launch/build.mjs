// Builds the app when what it is made of has changed since the last build.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runQuietly } from './run.mjs';

const ingredients = [
  'src',
  'static',
  'package.json',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
  'tsconfig.base.json',
];
const stampFile = () => inRoot('build/.stamp');

export async function ensureBuilt() {
  const hash = ingredientsHash();
  if (existsSync(stampFile()) && readFileSync(stampFile(), 'utf8') === hash) return;
  await buildApp(hash);
}

export async function buildApp(hash = ingredientsHash()) {
  console.log('Building the app …');
  const vite = inRoot('node_modules/vite/bin/vite.js');
  const { code, output } = await runQuietly(vite, ['build', '--logLevel', 'warn'], {
    env: { NODE_ENV: 'production', APP_VERSION: hash.slice(0, 16) },
  });
  if (code !== 0) throw new Refusal(`${output.trim()}\nThe app could not be built.`);
  writeFileSync(stampFile(), hash);
}

function ingredientsHash() {
  const hash = createHash('sha256');
  for (const file of ingredients.flatMap((name) => filesUnder(inRoot(name)))) {
    hash.update(`${path.relative(root, file).split(path.sep).join('/')}\0`);
    hash.update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/**
 * A file itself, or all files below a folder in one order everywhere; tests are no part of the app.
 * @param {string} place
 * @returns {string[]}
 */
function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort((a, b) => (a < b ? -1 : 1));
}
