import { spawn } from 'node:child_process';
import os from 'node:os';
import process from 'node:process';
import { compileCache, root, workingNode } from './paths.mjs';

/** @typedef {{ env?: Record<string, string | undefined>, quiet?: boolean }} RunOptions */

/**
 * Starts a script on the working Node, with this terminal as its own.
 * @param {string} script path from the root
 * @param {string[]} args
 * @param {RunOptions} options
 */
export function startScript(script, args = [], { env = {}, quiet = false } = {}) {
  return spawn(workingNode(), ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache(), ...process.env, ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
}

/**
 * Runs a script to its end and answers its exit code.
 * @param {string} script
 * @param {string[]} args
 * @param {RunOptions} options
 */
export function runScript(script, args = [], options = {}) {
  const child = startScript(script, args, options);
  const release = forwardSignals([child]);
  return exitOf(child).finally(release);
}

/**
 * Runs a script and keeps what it prints, for commands whose output matters only when they fail.
 * @param {string} script
 * @param {string[]} args
 * @param {RunOptions} options
 */
export async function runQuietly(script, args = [], options = {}) {
  const child = startScript(script, args, { ...options, quiet: true });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const release = forwardSignals([child]);
  const code = await exitOf(child).finally(release);
  return { code, output };
}

/**
 * The exit code of a child; one ended by a signal answers as a shell would.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
export function exitOf(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : os.constants.signals[signal])),
    );
  });
}

/**
 * Passes the signals that end us to the children, and lets them end in their own time.
 * @param {import('node:child_process').ChildProcess[]} children
 */
export function forwardSignals(children) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    // Ctrl-C in a terminal reaches the whole process group already.
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    for (const child of children) child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, forward);
  const stopWatching = watchNpm(() => forward('SIGTERM'));
  return () => {
    stopWatching();
    for (const signal of signals) process.off(signal, forward);
  };
}

const npmWatchMs = 250;

/**
 * npm passes a signal to the shell between it and us, and the shell dies without passing it on: what is left to
 * notice is that our parent has gone.
 * @param {() => void} whenGone
 */
function watchNpm(whenGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    whenGone();
  }, npmWatchMs);
  return () => clearInterval(timer);
}
