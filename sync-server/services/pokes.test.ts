import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPokes } from './pokes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const listen = () => {
  const pokes = createPokes();
  const told: Record<string, number>[] = [];
  const unlisten = pokes.listen({
    onHeads: (heads) => void told.push(Object.fromEntries(heads)),
    onGrants: () => undefined,
  });
  return { pokes, told, unlisten };
};

test('POKE-2 the first at once, the rest gathered, the highest head wins', () => {
  const { pokes, told } = listen();
  pokes.publish('g1', 1);
  pokes.publish('g1', 3);
  pokes.publish('g1', 2);
  pokes.publish('g2', 9);
  expect(told).toEqual([{ g1: 1 }]);
  vi.advanceTimersByTime(50);
  expect(told).toEqual([{ g1: 1 }, { g1: 3, g2: 9 }]);
  vi.advanceTimersByTime(500);
  pokes.publish('g1', 4);
  expect(told).toEqual([{ g1: 1 }, { g1: 3, g2: 9 }, { g1: 4 }]);
});

test('who has left is told nothing; what is gathered is told at the end', () => {
  const { pokes, told, unlisten } = listen();
  pokes.publish('g1', 1);
  pokes.publish('g1', 2);
  pokes.stop();
  expect(told).toEqual([{ g1: 1 }, { g1: 2 }]);
  unlisten();
  pokes.publish('g1', 3);
  expect(told).toHaveLength(2);
});
