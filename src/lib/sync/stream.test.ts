import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from './stream.ts';

const dataOf = (chunks: string[]): string[] => {
  const found: string[] = [];
  const parse = createEventParser(({ name, data }) => found.push(name + data));
  for (const chunk of chunks) parse(chunk);
  return found;
};

const stream =
  'retry: 2000\ndata: {"g001":1}\n\n:\n\ndata: {"g001":2}\ndata: x\n\ndata:y\n\nevent: grants\ndata: {}\n\n';

test('STREAM-3 pokes and named messages are read, comments and other fields are not', () => {
  expect(dataOf([stream])).toEqual(['{"g001":1}', '{"g001":2}\nx', 'y', 'grants{}']);
});

test('wherever the network cuts the stream, the same is read', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const at = [0, ...cuts, stream.length].sort((left, right) => left - right);
      const chunks = at.slice(1).map((end, k) => stream.slice(at[k], end));
      expect(dataOf(chunks)).toEqual(dataOf([stream]));
    }),
  );
});
