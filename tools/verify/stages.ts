import { ensureChromium } from '../chromium.mjs';
import { buildApp } from '../launch/build.mjs';
import type { Outcome } from './report.ts';
import { passOrFail, runTool } from './run-tool.ts';
import { runPlaywright, runVitest } from './suites.ts';

export interface Stage {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

/** What can be told without running the product. */
export const staticStages: readonly Stage[] = [
  tool('formatting', 'node_modules/prettier/bin/prettier.cjs', [
    '--check',
    '--log-level=warn',
    '.',
  ]),
  tool('lint', 'node_modules/eslint/bin/eslint.js', ['--quiet', '.']),
  tool('import rules', 'tools/import-rules/main.ts', []),
  { name: 'types of the app', run: checkAppTypes },
  tool('types of server and tools', 'node_modules/typescript/bin/tsc', [
    '-p',
    'tsconfig.node.json',
  ]),
];

export const suiteStages: readonly Stage[] = [
  { name: 'unit tests', run: () => runVitest('unit') },
  { name: 'server tests', run: () => runVitest('server') },
  { name: 'simulation', run: () => runVitest('simulation') },
  { name: 'torture', run: () => runVitest('torture') },
  { name: 'build', run: build },
  { name: 'bundle tests', run: () => runVitest('bundle') },
  { name: 'browser journeys', run: async () => runPlaywright(ensureChromium()) },
];

function tool(name: string, script: string, args: readonly string[]): Stage {
  return { name, run: async () => passOrFail(await runTool(script, args)) };
}

async function checkAppTypes(): Promise<Outcome> {
  const synced = await runTool('node_modules/@sveltejs/kit/svelte-kit.js', ['sync']);
  if (synced.code !== 0) return passOrFail(synced);
  const args = ['--tsconfig', './tsconfig.json', '--output', 'human', '--fail-on-warnings'];
  return passOrFail(await runTool('node_modules/svelte-check/bin/svelte-check', args));
}

async function build(): Promise<Outcome> {
  await buildApp();
  return { passed: 1, failed: 0, details: '' };
}
