// Seeded random numbers: the same text gives the same numbers on every machine. sfc32 (Chris Doty-Humphrey, PractRand),
// its state filled from the seed by the xmur3 hash. A stream can be forked by name, so that drawing more numbers in one
// place moves nothing in another.

export type Random = {
  /** 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A whole number from `least` to `most`, both inclusive. */
  int(least: number, most: number): number;
  /** True with probability `share`, 0–1. */
  chance(share: number): boolean;
  /** One of a list. @throws RangeError for an empty list */
  pick<Item>(items: readonly Item[]): Item;
  /** One of a list by weight; weights are 0 and more, at least one more than 0. */
  weighted<Item>(choices: readonly (readonly [Item, number])[]): Item;
  /** A new list in random order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  /** An independent stream that depends on this one's seed and the name only. */
  fork(name: string): Random;
};

const wordsOf = (seed: string): (() => number) => {
  let hash = 1779033703 ^ seed.length;
  for (let at = 0; at < seed.length; at += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(at), 3432918353);
    hash = (hash << 13) | (hash >>> 19);
  }
  return () => {
    hash = Math.imul(hash ^ (hash >>> 16), 2246822507);
    hash = Math.imul(hash ^ (hash >>> 13), 3266489909);
    return (hash ^= hash >>> 16) >>> 0;
  };
};

const sfc32 = (seed: string): (() => number) => {
  const word = wordsOf(seed);
  let [a, b, c, counter] = [word() | 0, word() | 0, word() | 0, word() | 0];
  const step = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) step();
  return step;
};

const pickFrom = <Item>(items: readonly Item[], share: number): Item => {
  if (items.length === 0) throw new RangeError('nothing to pick from');
  return items[Math.floor(share * items.length)] as Item;
};

const pickWeighted = <Item>(choices: readonly (readonly [Item, number])[], share: number): Item => {
  let left = share * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [item, weight] of choices) {
    left -= weight;
    if (left < 0) return item;
  }
  throw new RangeError('no choice has a weight');
};

const shuffled = <Item>(items: readonly Item[], next: () => number): Item[] => {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) {
    const at = Math.floor(next() * left.length);
    drawn.push(left[at] as Item);
    left[at] = left[left.length - 1] as Item;
    left.pop();
  }
  return drawn;
};

/** A stream of numbers. @param seed any text */
export const createRandom = (seed: string): Random => {
  const next = sfc32(seed);
  return {
    next,
    int: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (share) => next() < share,
    pick: (items) => pickFrom(items, next()),
    weighted: (choices) => pickWeighted(choices, next()),
    shuffle: (items) => shuffled(items, next),
    fork: (name) => createRandom(`${seed}/${name}`),
  };
};
