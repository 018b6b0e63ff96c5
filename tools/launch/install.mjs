// Installs the packages when they are missing or are not those of package-lock.json.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { inRoot, root } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { exitOf } from './run.mjs';

const stampFile = () => inRoot('node_modules/.gridsweep-lock');

const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(inRoot('package-lock.json')))
    .update(`${process.platform} ${process.arch}`)
    .digest('hex');

export async function ensureInstalled() {
  const hash = lockHash();
  if (existsSync(stampFile()) && readFileSync(stampFile(), 'utf8') === hash) return;
  if (!isInstalledAsLocked()) await installPackages();
  writeFileSync(stampFile(), hash);
}

/** True when somebody ran npm by hand and what lies there is what the lock asks for. */
function isInstalledAsLocked() {
  const installedFile = inRoot('node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([folder, { version, optional }]) =>
    installed[folder] === undefined
      ? folder === '' || optional === true
      : installed[folder].version === version,
  );
}

async function installPackages() {
  console.log('Installing the packages (npm ci) …');
  const child = startNpm([
    'ci',
    '--include=dev',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--no-progress',
  ]);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await exitOf(child).catch((error) => {
    throw new Refusal(`npm could not be started: ${error.message}.`);
  });
  if (code !== 0) {
    throw new Refusal(
      `The packages could not be installed: ${reasonOf(output)}. Check the connection to the npm registry and run the command again.`,
    );
  }
}

/** @param {string[]} args */
function startNpm(args) {
  const script = process.env.npm_execpath;
  // The Node that runs npm must not be the one that `npm ci` is about to delete.
  const node = process.env.npm_node_execpath;
  const [program, first] =
    script !== undefined && node !== undefined && existsSync(node) && script.endsWith('.js')
      ? [node, [script]]
      : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
  return spawn(program, [...first, ...args], {
    cwd: root,
    env: { ...process.env, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1', NODE_ENV: 'development' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32' && first.length === 0,
  });
}

/**
 * What npm says went wrong: its first error line that is a sentence.
 * @param {string} output
 */
function reasonOf(output) {
  const errors = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim());
  const code = errors.find((line) => line.startsWith('code '))?.slice('code '.length);
  const sentence = errors.find((line) => line !== '' && !/^(code|errno|syscall|path) /.test(line));
  const reason = sentence ?? 'npm gave no reason';
  return `${code === undefined || reason.includes(code) ? '' : `${code}, `}${reason}`.replace(
    /\.$/,
    '',
  );
}
