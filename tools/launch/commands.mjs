import { existsSync } from 'node:fs';
import { buildApp } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { inRoot } from './paths.mjs';
import { Refusal } from './refusal.mjs';
import { runScript } from './run.mjs';

/** @typedef {(args: string[]) => Promise<number>} Command */

/** @type {Command} */
export async function build() {
  await ensureInstalled();
  await buildApp();
  return 0;
}

export const check = scriptCommand('tools/verify.ts', ['--static']);
export const verify = scriptCommand('tools/verify.ts');
export const bench = scriptCommand('bench/main.ts');
export const seed = scriptCommand('seeds/main.ts');
export const invite = scriptCommand('sync-server/main.ts', ['invite']);
const runServer = scriptCommand('sync-server/main.ts');
/** @type {Command} */
export const operator = (args) => runServer(args.length === 0 ? ['help'] : args);
export const backup = scriptCommand('sync-server/main.ts', ['backup']);
export const restore = scriptCommand('sync-server/main.ts', ['restore']);
export const simulate = scriptCommand('tools/simulate/main.ts');
export const torture = scriptCommand('tests/torture/main.ts');
export const format = scriptCommand('node_modules/prettier/bin/prettier.cjs', ['--write', '.']);

/**
 * @param {string} script path from the root
 * @param {string[]} firstArgs
 * @returns {Command}
 */
function scriptCommand(script, firstArgs = []) {
  return async (args) => {
    await ensureInstalled();
    if (!existsSync(inRoot(script))) throw new Refusal(`${script} is missing from this checkout.`);
    return runScript(script, [...firstArgs, ...args]);
  };
}
