import 'fake-indexeddb/auto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { chainStart } from '#core/merge/chain.ts';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox, type Outbox } from '#data/outbox/outbox.ts';
import type { PushResponse } from '#schema/protocol.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { pushBatch, type PushReport } from './push.ts';
import { createTransport, type Transport } from './transport.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A server that holds nothing of this phone and answers every push with the first number that it lacks. */
const serveEmpty = async (): Promise<Transport> => {
  const answer: PushResponse = {
    ...{ expected: 1, verdicts: [], last: 0, hash: chainStart, head: 0, grants: [], epoch: 'e1' },
    digest: { grids: '0'.repeat(32), households: '0'.repeat(32), visits: '0'.repeat(32) },
  };
  const server = createServer((_request, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createTransport({ base: `http://127.0.0.1:${port}`, token: () => 'secret' });
};

const author = { device: 'aa', staff: 's002', grid: 'g001' };
const save = (outbox: Outbox) =>
  outbox.save(
    author,
    {
      household: 'h1',
      undo: { facts: {}, persons: [] },
      factOf: () => ({
        kind: 'visit-recorded',
        body: { visit: makeVisit(), facts: {}, persons: [] },
      }),
    },
    { nowMs: morning, seen: 7, heard: [0, 0] },
  );

/** Three events, two of them acknowledged once; then a push to a server that lost everything. */
const pushAfterLoss = async (
  name: string,
  forget: (database: OutboxDatabase) => Promise<unknown>,
): Promise<PushReport> => {
  const database = await openOutboxDatabase(name);
  ends.push(() => database.close());
  const outbox = await createOutbox(database);
  for (let n = 1; n <= 3; n += 1) await save(outbox);
  await database.events
    .where('[device+grid+n]')
    .between(['aa', 'g001', 1], ['aa', 'g001', 3])
    .modify({ state: 'accepted', settledAt: morning, seq: 9, isShown: 0 });
  await database.chains.update(['aa', 'g001'], { acknowledged: 2 });
  await forget(database);
  await outbox.refresh();
  return pushBatch({
    ...{ database, device: 'aa', grid: 'g001', most: 500, nowMs: morning },
    transport: await serveEmpty(),
    pending: outbox.shown().filter((row) => row.state === 'pending'),
    announce: { pending: 1, oldestAt: morning, clockMs: morning, app: 'test' },
  });
};

test('PUSH-6 a hole that kept events can fill is sent again at once', async () => {
  const report = await pushAfterLoss('push-kept', () => Promise.resolve());
  expect(report.end).toEqual({ kind: 'settled', hasMore: true, head: 0 });
});

test('PUSH-7 a hole that kept events cannot fill does not end as settled', async () => {
  const report = await pushAfterLoss('push-forgotten', (database) =>
    database.events.where('state').equals('accepted').delete(),
  );
  expect(report).toMatchObject({ end: { kind: 'other-chain' }, isAllReceived: false });
});
