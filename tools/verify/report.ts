import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { stripVTControlCharacters } from 'node:util';

/** How one suite ended; a stage that is not a test suite counts as one test. */
export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What a person needs to see of the failures; empty when there is none. */
  readonly details: string;
}

const root = path.resolve(import.meta.dirname, '../..');

/**
 * A tool's output without what belongs to this machine: the checkout's place, folders for temporary files, the home,
 * the host's name, free ports and colours.
 */
export function withoutMachine(output: string): string {
  const replaced: [string, string][] = [
    [`file://${root}/`, ''],
    [`${root}${path.sep}`, ''],
    [root, '.'],
    [os.tmpdir(), '<tmp>'],
    [os.homedir(), '~'],
    [os.hostname(), '<host>'],
  ];
  const anonymous = replaced
    .filter(([text]) => text.length > 3)
    .reduce((text, [from, to]) => text.replaceAll(from, to), stripVTControlCharacters(output));
  return anonymous
    .replaceAll(/(localhost|127\.0\.0\.1|\[::1\]):\d{4,5}/g, '$1:<port>')
    .replaceAll(/^\s+at .*(node_modules\/|node:internal\/|<anonymous>).*\n?/gm, '')
    .trim();
}

export function printOutcome(stage: string, { passed, failed, details }: Outcome): void {
  console.log(`${stage}: ${passed} passed, ${failed} failed`);
  if (details !== '') console.log(indented(withoutMachine(details)));
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');

/** The last line of every run. */
export function printTotal(outcomes: readonly Outcome[]): void {
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
