import { describe, expect, test } from 'vitest';
import { makeHousehold } from '#testing/builders.ts';
import type { CollectionName } from '#schema/protocol.ts';
import { createPages, type Pages, type PulledPages } from './pages.ts';
import type { Answer, Transport } from './transport.ts';

const digest = { grids: 'a', households: 'b', visits: 'c' };
const announce = () => ({ pending: 0, oldestAt: null, clockMs: 1, app: 'test' });

/** A server that answers each call with what the test says, and remembers what it was asked. */
const talkTo = (answers: Answer<Partial<PulledPages>>[]) => {
  const asked: unknown[] = [];
  const transport: Transport = {
    call: async ({ body }) => {
      asked.push(body);
      return (answers[asked.length - 1] ?? { kind: 'unreachable' }) as never;
    },
    open: async () => ({ kind: 'unreachable' }),
    download: async () => ({ kind: 'unreachable' }),
  };
  const pages = createPages({ grid: 'g001', transport, announce, onPulled: () => undefined });
  return { pages, asked };
};

const page = (documents: { id: string; seq: number }[], to: number, isLast = true) => ({
  documents: documents.map((one) => ({ grid: 'g001', ...one })),
  checkpoint: { epoch: 'e1', grids: { g001: to } },
  isLast,
});
const answer = (given: Partial<PulledPages>): Answer<Partial<PulledPages>> => ({
  kind: 'answered',
  value: {
    heads: { g001: { head: 9, digest } },
    revoked: [],
    epoch: 'e1',
    grants: [],
    ...given,
  },
});

const askAll = (pages: Pages, names: CollectionName[] = ['grids', 'households', 'visits']) =>
  Promise.all(
    names.map((collection) => pages.pull({ collection, checkpoint: undefined, limit: 2 })),
  );

describe('PAGE the pages of one catch-up', () => {
  test('collections that ask together are one call, and each gets its own page', async () => {
    const { pages, asked } = talkTo([
      answer({
        grids: page([], 9),
        households: page([makeHousehold({ id: 'h1', seq: 3 })], 9),
        visits: page([{ id: 'aa.1', seq: 4, household: 'h1' } as never], 9),
      }),
    ]);
    const turn = pages.begin();
    const [, households, visits] = await askAll(pages);
    expect(asked).toHaveLength(1);
    expect(households?.rows).toMatchObject([{ id: 'h1', seq: 3, of: '' }]);
    expect(JSON.parse(households?.rows[0]?.doc ?? '')).toEqual(makeHousehold({ id: 'h1', seq: 3 }));
    expect(visits?.rows).toMatchObject([{ id: 'aa.1', of: 'h1' }]);
    expect(turn).toMatchObject({ head: 9, digest, doneAt: { grids: 9, households: 9, visits: 9 } });
  });

  test('PAGE-2 the second turn asks only for what is not finished', async () => {
    const rest = page([{ id: 'h3', seq: 5 }], 9);
    const full = page(
      [
        { id: 'h1', seq: 3 },
        { id: 'h2', seq: 4 },
      ],
      4,
      false,
    );
    const { pages, asked } = talkTo([
      answer({ grids: page([], 9), households: full, visits: page([], 9) }),
      answer({ households: rest }),
    ]);
    pages.begin();
    await askAll(pages);
    const [households] = await askAll(pages, ['households']);
    expect(households?.rows).toHaveLength(1);
    expect(Object.keys((asked[1] as { checkpoints: object }).checkpoints)).toEqual(['households']);
    expect((await askAll(pages, ['grids']))[0]?.rows).toEqual([]);
    expect(asked).toHaveLength(2);
  });

  test('PAGE-1 trouble gives empty pages that move no checkpoint, and nothing is asked again', async () => {
    const { pages, asked } = talkTo([{ kind: 'timeout' }]);
    const turn = pages.begin();
    const checkpoint = { epoch: 'e1', grids: { g001: 7 } };
    const given = await Promise.all(
      (['grids', 'households', 'visits'] as const).map((collection) =>
        pages.pull({ collection, checkpoint, limit: 2 }),
      ),
    );
    expect(given).toEqual([1, 2, 3].map(() => ({ rows: [], checkpoint })));
    expect(turn.failure).toEqual({ kind: 'timeout' });
    await askAll(pages);
    expect(asked).toHaveLength(1);
  });

  test('a grid that was taken away, and another epoch, end the catch-up', async () => {
    const gone = talkTo([answer({ heads: {}, revoked: ['g001'] })]);
    const turn = gone.pages.begin();
    await askAll(gone.pages);
    expect(turn.failure).toEqual({ kind: 'revoked' });

    const other = talkTo([
      answer({
        epoch: 'e2',
        grids: page([], 9),
        households: page([{ id: 'h1', seq: 1 }], 9),
        visits: page([], 9),
      }),
    ]);
    const later = other.pages.begin();
    const checkpoint = { epoch: 'e1', grids: { g001: 7 } };
    const given = await Promise.all(
      (['grids', 'households', 'visits'] as const).map((collection) =>
        other.pages.pull({ collection, checkpoint, limit: 2 }),
      ),
    );
    expect(later.isOtherEpoch).toBe(true);
    expect(given.flatMap(({ rows }) => rows)).toEqual([]);
  });
});
