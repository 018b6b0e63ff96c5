import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { chainStart } from '#core/merge/chain.ts';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox } from '#data/outbox/outbox.ts';
import type { PushRequest, PushResponse } from '#schema/protocol.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { pushBatch } from './push.ts';
import type { Transport } from './transport.ts';

const answer: PushResponse = {
  ...{ expected: 1, verdicts: [], last: 0, hash: chainStart, head: 0, grants: [], epoch: 'e1' },
  digest: { grids: '0'.repeat(32), households: '0'.repeat(32), visits: '0'.repeat(32) },
};

test('PUSH-9 a batch ends where the epoch changes under which its events were made, and names it', async () => {
  const database = await openOutboxDatabase('push-epochs');
  const outbox = await createOutbox(database);
  for (const epoch of [undefined, 'e1', 'e1', 'e2', '']) {
    await outbox.save(
      { device: 'aa', staff: 's002', grid: 'g001' },
      {
        household: 'h1',
        undo: { facts: {}, persons: [] },
        factOf: () => ({
          kind: 'visit-recorded',
          body: { visit: makeVisit(), facts: {}, persons: [] },
        }),
      },
      { nowMs: morning, seen: 7, heard: [0, 0], ...(epoch === undefined ? {} : { epoch }) },
    );
  }
  const requests: PushRequest[] = [];
  const transport = {
    call: async ({ body }: { body?: unknown }) => {
      requests.push(body as PushRequest);
      return { kind: 'answered' as const, value: answer };
    },
  } as unknown as Transport;
  for (let n = 0; n < 5; n += 1) {
    await pushBatch({
      ...{ database, transport, device: 'aa', grid: 'g001', most: 500, nowMs: morning },
      pending: outbox.shown().slice(n),
      announce: { pending: 1, oldestAt: morning, clockMs: morning, app: 'test' },
    });
  }
  expect(requests.map(({ from, events, epoch }) => [from, events.length, epoch])).toEqual([
    [1, 1, undefined],
    [2, 2, 'e1'],
    [3, 1, 'e1'],
    [4, 1, 'e2'],
    [5, 1, undefined],
  ]);
  database.close();
});
