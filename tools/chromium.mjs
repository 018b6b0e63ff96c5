// Finds the Chromium for the browser tests, and installs Debian's where that is possible.
// Run by itself it prints the path: node tools/chromium.mjs
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

const usualPlaces = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    path.join(os.homedir(), 'Applications/Google Chrome.app/Contents/MacOS/Google Chrome'),
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA]
    .filter((folder) => folder !== undefined)
    .map((folder) => path.join(folder, 'Google/Chrome/Application/chrome.exe')),
  linux: ['/usr/lib/chromium/chromium', '/opt/google/chrome/chrome', '/snap/bin/chromium'],
};

const aptPackages = ['chromium'];
const aptInstall = ['install', '-y', '--no-install-recommends', ...aptPackages];
const aptCommand = `apt-get update && apt-get ${aptInstall.join(' ')}`;

/** The path of an installed Chromium or Chrome, `CHROMIUM_PATH` first, or undefined. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (isProgram(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH names no program: ${chosen}. Correct it, or unset it.`);
  }
  const onPath = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  const usual = Object.hasOwn(usualPlaces, process.platform)
    ? usualPlaces[/** @type {keyof typeof usualPlaces} */ (process.platform)]
    : [];
  return [...onPath, ...usual].find(isProgram);
}

/** The same, installed first where this user may do so; throws with the command to run where not. */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (existsSync('/etc/debian_version')) {
    if (process.getuid?.() === 0) installWithApt();
    const installed = findChromium();
    if (installed !== undefined) return installed;
    throw new Error(`No Chromium was found for the browser tests. Run: sudo sh -c '${aptCommand}'`);
  }
  const command =
    process.platform === 'darwin'
      ? 'brew install --cask google-chrome'
      : 'CHROMIUM_PATH=/path/to/chrome npm test';
  throw new Error(`No Chromium was found for the browser tests. Run: ${command}`);
}

function installWithApt() {
  console.error('Installing Chromium for the browser tests …');
  /** @type {import('node:child_process').ExecFileSyncOptions} */
  const options = {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  try {
    execFileSync('apt-get', ['update'], options);
  } catch {
    // Lists from an earlier update may still do.
  }
  try {
    execFileSync('apt-get', aptInstall, options);
  } catch {
    throw new Error(`Chromium could not be installed for the browser tests. Run: ${aptCommand}`);
  }
}

/** @param {string} file */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(ensureChromium());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
