import { afterEach, beforeEach, expect, test } from 'vitest';
import { bucketOf } from '#core/merge/digest.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import type { Storage } from '../storage/port.ts';
import { sha256 } from './hashing.ts';
import { readBuckets } from './proof.ts';
import { push } from './push.ts';
import type { Session } from './sessions.ts';

let server: ServerFixture;
let member: Session;
beforeEach(async () => {
  server = await openServerFixture();
  member = (await server.signIn('s002')).session;
});
afterEach(() => server.close());

const buckets = ['h1', 'h3', 'h4'].map((id) => bucketOf(sha256, id));
const asked = { grid: 'g001', collection: 'households', buckets } as const;
const inBuckets = ['h1', 'h2', 'h3', 'h4', 'h5'].filter((id) =>
  buckets.includes(bucketOf(sha256, id)),
);
const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id).sort();

test('all documents of the buckets and no others, as they are stored, with head and digests', async () => {
  const found = await readBuckets(server.context, member, asked);
  const whole = await server.context.storage.readWholeGrid('g001');
  expect([found.head, found.digests]).toEqual([whole?.head, whole?.digests]);
  expect(idsOf(found.documents)).toEqual(inBuckets);
  const stored = whole?.documents.households.find(({ id }) => id === 'h1');
  expect(found.documents.find(({ id }) => id === 'h1')).toEqual(stored);
});

test('at one head, also when the grid moves on between the reads, a few times or always', async () => {
  const log = createDeviceLog(member);
  const { storage } = server.context;
  const readMoving = async (moves: number) => {
    let left = moves;
    const readProof: Storage['readProof'] = async (grid, collection) => {
      const proof = await storage.readProof(grid, collection);
      left -= 1;
      if (left >= 0) {
        const { n } = log.visit('h1');
        await push(server.context, member, log.request(n, n));
      }
      return proof;
    };
    return readBuckets({ ...server.context, storage: { ...storage, readProof } }, member, asked);
  };
  for (const moves of [1, 99]) {
    const found = await readMoving(moves);
    const whole = await storage.readWholeGrid('g001');
    expect(found.head).toBe(whole?.head);
    expect(found.documents.find(({ id }) => id === 'h1')).toEqual(
      whole?.documents.households.find(({ id }) => id === 'h1'),
    );
    expect(idsOf(found.documents)).toEqual(inBuckets);
  }
});

test('ACCESS-4 not for those who may not read the grid', async () => {
  const other = (await server.signIn('s004')).session;
  const refused = { code: 'no-grant' };
  await expect(readBuckets(server.context, other, asked)).rejects.toMatchObject(refused);
  await expect(
    readBuckets(server.context, member, { ...asked, grid: 'g777' }),
  ).rejects.toMatchObject(refused);
});
