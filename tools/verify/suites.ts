import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Outcome } from './report.ts';
import { runTool, type ToolRun } from './run-tool.ts';

/** The parts of vitest's JSON report that are read here. */
interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: 'passed' | 'failed';
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo' | 'disabled';
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** The parts of Playwright's JSON report that are read here. */
interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly tests: readonly {
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly results: readonly { readonly errors: readonly { readonly message?: string }[] }[];
    }[];
  }[];
}
interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly errors: readonly { readonly message?: string }[];
}

export async function runVitest(project: string): Promise<Outcome> {
  const { run, report } = await runWithReport<VitestReport>((file) =>
    runTool('node_modules/vitest/vitest.mjs', [
      'run',
      `--project=${project}`,
      '--reporter=json',
      `--outputFile=${file}`,
    ]),
  );
  return withStatus(run, report === undefined ? nothing : outcomeOfVitest(report));
}

export async function runPlaywright(chromium: string): Promise<Outcome> {
  const { run, report } = await runWithReport<PlaywrightReport>((file) =>
    runTool(
      'node_modules/@playwright/test/cli.js',
      ['test', '--reporter=json', '--pass-with-no-tests'],
      { PLAYWRIGHT_JSON_OUTPUT_NAME: file, CHROMIUM_PATH: chromium },
    ),
  );
  return withStatus(run, report === undefined ? nothing : outcomeOfPlaywright(report));
}

const nothing: Outcome = { passed: 0, failed: 0, details: '' };

/** A suite that ends badly without a failed test (a crash, an unhandled rejection) is one failure. */
const withStatus = (run: ToolRun, outcome: Outcome): Outcome =>
  run.code !== 0 && outcome.failed === 0 ? { ...outcome, failed: 1, details: run.output } : outcome;

async function runWithReport<Report>(run: (file: string) => Promise<ToolRun>) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gridsweep-verify-'));
  const file = path.join(folder, 'report.json');
  const ended = await run(file);
  const text = await readFile(file, 'utf8').catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
  return { run: ended, report: text === undefined ? undefined : (JSON.parse(text) as Report) };
}

function outcomeOfVitest({ testResults }: VitestReport): Outcome {
  const tests = testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: file.name })),
  );
  const failures = tests
    .filter(({ status }) => status === 'failed')
    .map(({ file, fullName, failureMessages }) =>
      [`${file}: ${fullName}`, ...(failureMessages ?? [])].join('\n'),
    );
  const unreadable = testResults
    .filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailed))
    .map(({ name, message }) => `${name}\n${message}`);
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failed: failures.length + unreadable.length,
    details: [...failures, ...unreadable].join('\n\n'),
  };
}

const isFailed = ({ status }: { status: string }): boolean => status === 'failed';

function outcomeOfPlaywright({ suites, errors }: PlaywrightReport): Outcome {
  const tests = suites.flatMap(testsOf);
  const secondTries = tests
    .filter(({ status }) => status === 'flaky')
    .map(({ title, messages }) => [`second try: ${title}`, ...messages].join('\n'));
  const failures = [
    ...tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ title, messages }) => [title, ...messages].join('\n')),
    ...errors.map(({ message }) => message ?? 'an error without a message'),
  ];
  return {
    passed: tests.filter(({ status }) => status === 'expected' || status === 'flaky').length,
    failed: failures.length,
    details: [...failures, ...secondTries].join('\n\n'),
  };
}

function testsOf(suite: PlaywrightSuite): { title: string; status: string; messages: string[] }[] {
  const own = (suite.specs ?? []).flatMap(({ title, file, tests }) =>
    tests.map(({ status, results }) => ({
      title: `${file}: ${title}`,
      status,
      messages: results.flatMap(({ errors }) => errors.map(({ message }) => message ?? '')),
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}
