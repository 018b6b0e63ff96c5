import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import type { Outcome } from './report.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface ToolRun {
  readonly code: number;
  readonly output: string;
}

/** Runs a script of the packages or of the checkout on this Node and keeps what it prints. */
export function runTool(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ToolRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }),
    );
  });
}

/** The outcome of a tool that only passes or fails. */
export const passOrFail = ({ code, output }: ToolRun): Outcome =>
  code === 0 ? { passed: 1, failed: 0, details: '' } : { passed: 0, failed: 1, details: output };
