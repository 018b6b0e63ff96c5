import { expect, test } from 'vitest';
import { fixedNowMs } from '../generate/scales.ts';
import { parseCommand, SeedRefused } from './options.ts';

const refusal = (...args: string[]): string => {
  try {
    parseCommand(args);
    return 'not refused';
  } catch (error) {
    if (error instanceof SeedRefused) return error.message;
    throw error;
  }
};

test('the demo is what is seeded when nothing is said', () => {
  expect(parseCommand(['--into', 'data'])).toEqual({
    kind: 'seed',
    wish: {
      scale: 'demo',
      seed: 'gridsweep',
      nowMs: fixedNowMs,
      households: 1000,
      visits: 5000,
    },
    into: 'data',
    out: null,
  });
});

test('every option is taken', () => {
  const args =
    '--scale bench --seed x --now 2026-03-05T15:20:00+08:00 --households 7 --visits 0 --out -';
  expect(parseCommand(args.split(' '))).toEqual({
    kind: 'seed',
    wish: {
      scale: 'bench',
      seed: 'x',
      nowMs: Date.UTC(2026, 2, 5, 7, 20),
      households: 7,
      visits: 0,
    },
    into: null,
    out: '-',
  });
  expect(parseCommand(['--help', '--into', 'data'])).toEqual({ kind: 'help' });
});

test.each([
  [['--scale', 'city', '--out', '-'], '--scale must be demo, district or bench, not "city".'],
  [['--seed', '', '--out', '-'], '--seed must have 1 to 200 characters.'],
  [
    ['--now', 'tonight', '--out', '-'],
    '--now must be a time of this century like 2026-03-05T15:20:00+08:00, not "tonight".',
  ],
  [
    ['--scale', 'bench', '--households', '0', '--out', '-'],
    '--households must be a whole number from 1 to 5000, not "0".',
  ],
  [
    ['--scale', 'bench', '--visits', '1e9', '--out', '-'],
    '--visits must be a whole number from 0 to 100000, not "1e9".',
  ],
  [['--visits', '5', '--out', '-'], '--visits goes with --scale bench only.'],
  [['--into', ''], '--into and --out need a name.'],
  [[], 'Say where to write: --into FOLDER or --out FILE; see --help.'],
  [['--colour', 'red'], "Unknown option '--colour'; see --help."],
  [['somewhere'], "Unexpected argument 'somewhere'; see --help."],
])('%j is refused in one sentence', (args, sentence) => {
  expect(refusal(...args)).toBe(sentence);
});
