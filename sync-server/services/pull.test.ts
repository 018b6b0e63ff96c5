import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addTerm, bucketOf, digestText, emptyDigest, termOf } from '#core/merge/digest.ts';
import type { PullRequest } from '#schema/protocol.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { sha256 } from './hashing.ts';
import { proof, snapshotText } from './proof.ts';
import { pull, type PulledPage } from './pull.ts';
import { push } from './push.ts';

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

const from = (grids: Record<string, number>, epoch = server.context.epoch) => ({ epoch, grids });
const idsOf = (page: PulledPage | undefined): string[] =>
  (page?.rows ?? []).map(({ json }) => (JSON.parse(json) as { id: string }).id);

describe('PULL-1 pages', () => {
  test('pages of exactly the limit, in the order of numbers, until the last', async () => {
    const { session } = await server.signIn('s002');
    const pages: [string[], boolean, number | undefined][] = [];
    let checkpoints: PullRequest['checkpoints'] = { households: from({ g001: 0 }) };
    for (let k = 0; k < 3; k += 1) {
      const { pages: answered } = await pull(server.context, session, { checkpoints, limit: 2 });
      const page = answered.households;
      if (page === undefined) throw new Error('no page');
      pages.push([idsOf(page), page.isLast, page.checkpoint.grids['g001']]);
      checkpoints = { households: page.checkpoint };
    }
    expect(pages).toEqual([
      [['h1', 'h2'], false, 3],
      [['h3', 'h4'], false, 5],
      [['h5'], true, 6],
    ]);
  });

  test('PULL-2 on the last page the checkpoint is the head, for every grid', async () => {
    const { session } = await server.signIn('s005');
    const other = await server.signIn('s002');
    const own = createDeviceLog(other.session);
    own.visit('h1');
    await push(server.context, other.session, own.request());
    const checkpoints = {
      households: from({ g001: 6, g002: 0 }),
      visits: from({ g001: 0, g002: 0 }),
    };
    const answer = await pull(server.context, session, { checkpoints, limit: 100 });
    expect(idsOf(answer.pages.households)).toEqual(['h1', 'h1', 'h2']);
    expect(answer.pages.households?.checkpoint).toEqual(from({ g001: 8, g002: 3 }));
    expect(answer.pages.visits?.checkpoint).toEqual(from({ g001: 8, g002: 3 }));
    expect(answer.pages.grids).toBeUndefined();
    expect(Object.keys(answer.heads)).toEqual(['g001', 'g002']);
  });

  test('a collection may ask for other grids than its neighbour', async () => {
    const { session } = await server.signIn('s005');
    const checkpoints = { grids: from({ g002: 0 }), households: from({ g001: 6 }) };
    const { pages } = await pull(server.context, session, { checkpoints, limit: 10 });
    expect(pages.grids?.checkpoint).toEqual(from({ g002: 3 }));
    expect(pages.households?.checkpoint).toEqual(from({ g001: 6 }));
    expect(idsOf(pages.households)).toEqual([]);
  });

  test('PULL-3 a checkpoint of another epoch, or beyond the head, counts as none', async () => {
    const { session } = await server.signIn('s002');
    for (const one of [from({ g001: 6 }, 'another'), from({ g001: 999 }), from({ g001: 3 }, '')]) {
      const { pages } = await pull(server.context, session, {
        checkpoints: { households: one },
        limit: 10,
      });
      expect(idsOf(pages.households)).toHaveLength(5);
      expect(pages.households?.checkpoint).toEqual(from({ g001: 6 }));
    }
  });

  test('ACCESS grids that may not be read, and those that do not exist, are named as revoked', async () => {
    const { session } = await server.signIn('s002');
    const checkpoints = { households: from({ g001: 6, g002: 0, g777: 0 }) };
    const answer = await pull(server.context, session, { checkpoints, limit: 10 });
    expect(answer.revoked).toEqual(['g002', 'g777']);
    expect(answer.pages.households?.rows).toEqual([]);
    expect(Object.keys(answer.heads)).toEqual(['g001']);
  });
});

describe('proofs', () => {
  test('buckets sum to the digest, and hold the documents that belong there', async () => {
    const { session } = await server.signIn('s002');
    const answer = await proof(server.context, session, { grid: 'g001', buckets: 'households' });
    const { head, digest, counts, buckets = [] } = answer;
    expect({ head, counts }).toEqual({ head: 6, counts: { grids: 1, households: 5, visits: 0 } });
    expect(buckets).toHaveLength(64);
    const sum = buckets.reduce((all, one) => addTerm(all, BigInt(`0x${one}`)), emptyDigest);
    expect(digestText(sum)).toBe(digest.households);
    const whole = await server.context.storage.readWholeGrid('g001');
    const inBucket = whole?.documents.households.filter(
      ({ id }) => bucketOf(sha256, id) === bucketOf(sha256, 'h1'),
    );
    const expected = (inBucket ?? []).reduce(
      (all, { id, rev }) => addTerm(all, termOf(sha256, id, rev)),
      emptyDigest,
    );
    expect(buckets[bucketOf(sha256, 'h1')]).toBe(digestText(expected));
  });

  test('a snapshot holds everything at one number', async () => {
    const { head, text } = await snapshotText(server.context, 'g001');
    const snapshot = JSON.parse(text) as Record<string, unknown>;
    expect(head).toBe(6);
    expect(snapshot).toMatchObject({ grid: 'g001', epoch: server.context.epoch, head: 6 });
    expect((snapshot['households'] as unknown[]).length).toBe(5);
    expect((snapshot['grids'] as unknown[]).length).toBe(1);
    expect(snapshot['visits']).toEqual([]);
  });

  test('ACCESS a grid that may not be read', async () => {
    const { session } = await server.signIn('s002');
    for (const grid of ['g002', 'g777']) {
      await expect(proof(server.context, session, { grid })).rejects.toMatchObject({
        code: 'no-grant',
      });
    }
  });
});
