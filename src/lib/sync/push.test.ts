import 'fake-indexeddb/auto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { chainStart } from '#core/merge/chain.ts';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox, type Outbox } from '#data/outbox/outbox.ts';
import { PushRequest, type PushResponse } from '#schema/protocol.ts';
import { push } from '#server/services/push.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { openServerFixture } from '#testing/server-fixture.ts';
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
const save = (outbox: Outbox, by = author) =>
  outbox.save(
    by,
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

test('PUSH-7 a server that asks for what nobody holds, whatever it is told, is the other log', async () => {
  const report = await pushAfterLoss('push-forgotten', (database) =>
    database.events.where('state').equals('accepted').delete(),
  );
  expect(report).toMatchObject({ end: { kind: 'other-chain' }, isAllReceived: false });
});

/** Seven events, sent; then the server holds the first alone, as after a restore, and the phone what `forget` leaves of them. */
const sendAfterRestore = async (name: string, forget: readonly number[]) => {
  const server = await openServerFixture();
  const database = await openOutboxDatabase(name);
  ends.push(
    () => void server.close(),
    () => database.close(),
  );
  const { session } = await server.signIn('s002');
  const outbox = await createOutbox(database);
  const by = { ...author, device: session.device };
  for (let n = 1; n <= 7; n += 1) await save(outbox, by);
  const rows = await database.events.toArray();
  const [first] = rows.map((row) => row.event);
  await push(server.context, session, {
    ...{ grid: 'g001', from: 1, prevHash: chainStart, events: first ? [first] : [] },
  });
  const settled = { state: 'accepted', settledAt: morning, seq: 9, isShown: 0 } as const;
  for (const { n } of rows.slice(0, 6))
    await database.events.update([by.device, 'g001', n], settled);
  await database.chains.update([by.device, 'g001'], { acknowledged: 6 });
  await database.events.bulkDelete(forget.map((n) => [by.device, 'g001', n]));
  const transport = {
    call: async ({ body }: { body?: unknown }) => ({
      kind: 'answered' as const,
      value: await push(server.context, session, v.parse(PushRequest, body)),
    }),
  } as unknown as Transport;
  const kinds: string[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    await outbox.refresh();
    const { end } = await pushBatch({
      ...{ database, transport, device: by.device, grid: 'g001', most: 500, nowMs: morning },
      pending: outbox.shown().filter((row) => row.state === 'pending'),
      announce: { pending: 1, oldestAt: morning, clockMs: morning, app: 'test' },
    });
    kinds.push(end.kind);
    if (end.kind !== 'settled' || !end.hasMore) break;
  }
  const stored = await server.context.storage.readLedgerOf('g001');
  return {
    kinds: [...new Set(kinds)],
    waiting: await database.events.where('state').equals('pending').count(),
    stored: stored.map(({ n, verdict }) => `${n} ${verdict}`),
  };
};

test('PUSH-7 a hole that nobody can fill does not stop the log: everything that is left arrives', async () => {
  expect(await sendAfterRestore('push-gone', [1, 2, 3, 4, 5, 6])).toEqual({
    ...{ kinds: ['settled'], waiting: 0 },
    stored: ['1 accepted', '7 quarantined'],
  });
  expect(await sendAfterRestore('push-part', [1, 2, 3, 4])).toEqual({
    ...{ kinds: ['settled'], waiting: 0 },
    stored: ['1 accepted', '5 quarantined', '6 accepted', '7 accepted'],
  });
});

test('PUSH-6 nothing is given up that the phone still holds', async () => {
  const { stored } = await sendAfterRestore('push-whole', [1]);
  expect(stored).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `${n} accepted`));
});

test('PUSH-8 holes in the middle are sent around', async () => {
  expect(await sendAfterRestore('push-holes', [3, 5])).toEqual({
    ...{ kinds: ['settled'], waiting: 0 },
    stored: ['1 accepted', '2 accepted', '4 quarantined', '6 quarantined', '7 accepted'],
  });
});
