import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCollector, createSequence } from './parts.ts';

const seed = 20_200_210;
const messages = fc
  .uint8Array({ minLength: 1, maxLength: 900 })
  .map((made) => Uint8Array.from(made));

const collect = (parts: readonly Uint8Array[]) => {
  const collector = createCollector();
  const said = parts.map((part) => collector.take(part));
  return { collector, said };
};

describe('the sequence of parts', () => {
  test('PARTS-1 the first parts in any order are the message', async () => {
    await fc.assert(
      fc.asyncProperty(
        messages,
        fc.integer({ min: 1, max: 64 }),
        fc.nat(),
        async (message, size, turn) => {
          const { pieces, partAt } = await createSequence(message, size);
          const parts = Array.from({ length: pieces }, (_, at) => partAt((at * 7 + turn) % pieces));
          const all =
            pieces % 7 === 0 ? Array.from({ length: pieces }, (_, at) => partAt(at)) : parts;
          const { collector } = collect(all.toReversed());
          expect(await collector.message()).toEqual(message);
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  test('PARTS-1 whatever was missed, a few more parts than pieces suffice', async () => {
    const excess: number[] = [];
    await fc.assert(
      fc.asyncProperty(
        messages,
        fc.integer({ min: 5, max: 40 }),
        fc.integer({ min: 0, max: 99 }),
        async (message, size, lostPercent) => {
          const { pieces, partAt } = await createSequence(message, size);
          const collector = createCollector();
          let seen = 0;
          for (let at = 0; collector.progress().known < pieces || at === 0; at += 1) {
            if ((at * 37) % 100 < lostPercent) continue;
            collector.take(partAt(at));
            seen += 1;
          }
          excess.push(seen - pieces);
          expect(await collector.message()).toEqual(message);
        },
      ),
      { seed, numRuns: 100 },
    );
    expect(excess.reduce((sum, one) => sum + one, 0) / excess.length).toBeLessThan(2.5);
  });

  test('PARTS-2 nothing comes out before everything is there', async () => {
    const message = new Uint8Array(1000).map((_, at) => at);
    const { pieces, partAt } = await createSequence(message, 100);
    const { collector, said } = collect([0, 1, 2, 3, 4, 5, 6, 7, 8, 8].map(partAt));
    expect(said.at(-1)).toBe('known');
    expect(collector.progress()).toEqual({ known: pieces - 1, pieces });
    expect(await collector.message()).toBeNull();
    collector.take(partAt(9));
    expect(await collector.message()).toEqual(message);
  });

  test('PARTS-2 a damaged whole is refused', async () => {
    const { pieces, partAt } = await createSequence(new Uint8Array(500).fill(7), 100);
    const parts = Array.from({ length: pieces }, (_, at) => partAt(at));
    parts[2]![40]! ^= 1;
    expect(await collect(parts).collector.message()).toBe('damaged');
  });

  test('another message and what is no part of ours are told apart', async () => {
    const one = await createSequence(Uint8Array.of(1, 2, 3), 100);
    const other = await createSequence(Uint8Array.of(1, 2, 4), 100);
    const { said } = collect([
      new TextEncoder().encode('https://example.org/some-menu'),
      new Uint8Array(0),
      one.partAt(0),
      other.partAt(0),
      one.partAt(0),
    ]);
    expect(said).toEqual(['foreign', 'foreign', 'new', 'other', 'known']);
  });
});
