import { expect, test } from 'vitest';
import { createRandom } from './random.ts';

const numbers = (seed: string): number[] => {
  const random = createRandom(seed);
  return Array.from({ length: 5 }, () => random.int(0, 999));
};

test('the same text gives the same numbers, another text gives others', () => {
  expect(numbers('岭南')).toEqual(numbers('岭南'));
  expect(numbers('岭南')).not.toEqual(numbers('九一'));
});

test('the numbers are pinned: seeds of other versions stay the same', () => {
  expect(numbers('gridsweep')).toMatchInlineSnapshot(`
    [
      873,
      183,
      358,
      3,
      554,
    ]
  `);
});

test('a fork does not depend on how much was drawn before it', () => {
  const fresh = createRandom('seed');
  const used = createRandom('seed');
  used.next();
  expect(used.fork('door').next()).toBe(fresh.fork('door').next());
  expect(used.fork('door').next()).not.toBe(used.fork('other').next());
});

test('numbers are spread evenly and stay in their range', () => {
  const random = createRandom('spread');
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 4000; draw += 1) {
    const at = random.int(0, 3);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(900);
});

test('weights of 0 are never drawn, and a shuffle keeps everything', () => {
  const random = createRandom('weights');
  const drawn = Array.from({ length: 200 }, () =>
    random.weighted([
      ['never', 0],
      ['always', 1],
    ] as const),
  );
  expect(new Set(drawn)).toEqual(new Set(['always']));
  expect(random.shuffle([3, 1, 2]).sort()).toEqual([1, 2, 3]);
  expect(() => random.pick([])).toThrow(RangeError);
});
