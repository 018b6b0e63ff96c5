import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { seedLines } from './lines.ts';
import { fixedNowMs, seedData, type SeedWish } from './scales.ts';

vi.setConfig({ testTimeout: 60_000 });

const demoAt = (nowMs: number): SeedWish => ({
  scale: 'demo',
  seed: 'gridsweep',
  nowMs,
  households: 0,
  visits: 0,
});

const hashOf = (wish: SeedWish): string => {
  const hash = createHash('sha256');
  for (const line of seedLines(seedData(wish))) hash.update(line);
  return hash.digest('hex');
};

const fixed = hashOf(demoAt(fixedNowMs));

describe('the same seed and moment', () => {
  test('give the same bytes', () => {
    expect(hashOf(demoAt(fixedNowMs))).toBe(fixed);
    expect(hashOf({ ...demoAt(fixedNowMs), seed: 'other' })).not.toBe(fixed);
  });

  test('give the bytes that they have always given', () => {
    expect(fixed).toMatchInlineSnapshot(
      `"95bb1aaf1b12c6f04d1b43bc72b294672fcfbd4605a195cc6516fd7e754179c6"`,
    );
  });
});

test('a bench grid has exactly the households and visits asked for', () => {
  const wish = { ...demoAt(fixedNowMs), scale: 'bench', households: 101, visits: 333 } as const;
  const [grid] = [...seedData(wish).grids];
  expect(grid?.households).toHaveLength(101);
  expect(grid?.after.visits).toHaveLength(333);
  expect(grid?.events).toHaveLength(333);
});
