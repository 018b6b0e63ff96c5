import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Hlc } from '#core/event/event.ts';
import { canonicalJson, isSameValue } from './canonical.ts';
import { chainStart, nextHash, type Sha256 } from './chain.ts';
import {
  addTerm,
  bucketOf,
  digestText,
  emptyDigest,
  parseDigest,
  removeTerm,
  revOf,
  termOf,
} from './digest.ts';
import { compareHlc, hlcStart, maxAheadMs, observeHlc, orderMsOf, tickHlc } from './hlc.ts';

const sha256: Sha256 = (text) => createHash('sha256').update(text, 'utf8').digest();

describe('canonical JSON', () => {
  it('MERGE-1 sorts keys by UTF-16 code units and leaves out white space', () => {
    // The order of keys in the example of RFC 8785, section 3.2.3.
    const keys = {
      '\u20ac': 1,
      '\r': 2,
      '\ufb33': 3,
      '1': 4,
      '\ud83d\ude00': 5,
      '\u0080': 6,
      '\u00f6': 7,
    };
    expect(canonicalJson(keys)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
    expect(canonicalJson([1e21, 0.1, -0, null, true, '乙·\u0000'])).toBe(
      '[1e+21,0.1,0,null,true,"乙·\\u0000"]',
    );
  });
  it('MERGE-1 parses back to the same value', () => {
    const property = fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(isSameValue(value, JSON.parse(text))).toBe(true);
    });
    fc.assert(property, { seed: 11, numRuns: 200 });
  });
  it('MERGE-1 writes the same piece by piece and at once, in whatever order keys were made', () => {
    const reference = (value: unknown): string => {
      if (Array.isArray(value)) return `[${value.map(reference).join(',')}]`;
      if (typeof value !== 'object' || value === null) return JSON.stringify(value);
      const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
      return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${reference(one)}`).join(',')}}`;
    };
    const key = fc.oneof(
      fc.constantFrom('a', 'b', 'B', '9', '10', '010', '1a', '__proto__', 'toJSON', '', '\u20ac'),
      fc.string({ unit: 'binary' }),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
        ),
        fc.constantFrom<unknown>(null, true, -0),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 5 })
          .map((members) => Object.fromEntries(members) as unknown),
      ),
    }));
    const property = fc.property(value, (given) => {
      const before = JSON.stringify(given);
      expect(canonicalJson(given)).toBe(reference(given));
      expect(JSON.stringify(given)).toBe(before);
    });
    fc.assert(property, { seed: 12, numRuns: 400 });
  });
  it('MERGE-1 refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ a: undefined })).toThrow('not a JSON value');
    expect(() => canonicalJson([Number.NaN])).toThrow('not a JSON number');
    expect(() => canonicalJson({ b: [{ a: undefined }], a: 1 })).toThrow('not a JSON value');
  });
});

describe('chain and digest', () => {
  it('CHAIN-1 a change of any event changes every hash after it', () => {
    const hashes = (texts: string[]) =>
      texts.reduce((prev, text) => nextHash(sha256, prev, { text }), chainStart);
    expect(hashes(['a', 'b', 'c'])).not.toBe(hashes(['a', 'x', 'c']));
    expect(hashes(['a', 'b'])).not.toBe(hashes(['b', 'a']));
    expect(hashes(['a'])).toBe(
      createHash('sha256').update(`${chainStart}{"text":"a"}`).digest('hex'),
    );
  });
  it('MERGE-2 the digest is a sum: any order, and a term can be taken away', () => {
    const terms = ['h1', 'h2', 'h3'].map((id) => termOf(sha256, id, revOf(sha256, { id })));
    const [a = 0n, b = 0n, c = 0n] = terms;
    const sum = [a, b, c].reduce(addTerm, emptyDigest);
    expect([c, a, b].reduce(addTerm, emptyDigest)).toBe(sum);
    expect(removeTerm(sum, b)).toBe(addTerm(a, c));
    expect(addTerm(addTerm(emptyDigest, a), a)).not.toBe(emptyDigest);
    expect(digestText(emptyDigest)).toBe('0'.repeat(32));
    expect(parseDigest(digestText(sum))).toBe(sum);
    expect(bucketOf(sha256, 'h1')).toBe(
      Number.parseInt(createHash('sha256').update('h1').digest('hex').slice(0, 2), 16) >> 2,
    );
  });
});

describe('hybrid clock', () => {
  it('CLOCK-1 ticks grow whatever the wall clock does', () => {
    const property = fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1 }),
      (clock) => {
        let last: Hlc = hlcStart;
        for (const now of clock) {
          const next = tickHlc(last, now);
          expect(compareHlc(next, last)).toBeGreaterThan(0);
          last = next;
        }
      },
    );
    fc.assert(property, { seed: 13, numRuns: 200 });
    expect(tickHlc([5, 65_535], 5)).toEqual([6, 0]);
    expect(tickHlc(observeHlc([1, 0], [9, 3]), 2)).toEqual([9, 4]);
  });
  it('CLOCK-2 a clock ahead counts five minutes at most', () => {
    expect(orderMsOf([10 ** 12, 0], 5)).toBe(5 + maxAheadMs);
    expect(orderMsOf([3, 0], 5)).toBe(3);
  });
});
