import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createTransport } from '#sync/transport.ts';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { wipeOutbox } from './enrol.ts';
import { endOwedSession, endSession } from './recognise.ts';

let server: HttpFixture;
let database: OutboxDatabase;
let count = 0;
beforeEach(async () => {
  server = await openHttpFixture();
  database = await openOutboxDatabase(`recognise-${(count += 1)}`);
});
afterEach(async () => {
  database.close();
  await server.close();
});

const through = (base: string) => createTransport({ base, token: () => null });
const nobody = 'http://127.0.0.1:1';
const statusOf = async (token: string): Promise<number> =>
  (await server.call('GET', '/api/v1/session', { token })).status;

test('RECOGNISED-3 a sign-out without network is told before the phone asks whose it was', async () => {
  const { token } = await server.signIn('s002');
  await endSession({ database, transport: through(nobody) }, token);
  expect(await wipeOutbox(database)).toBe(true);
  expect(await statusOf(token)).toBe(200);

  expect(await endOwedSession({ database, transport: through(nobody) })).toBe(false);
  const transport = through(`${server.url}/api/v1`);
  expect(await endOwedSession({ database, transport })).toBe(true);
  expect(await statusOf(token)).toBe(401);
  expect(await database.meta.get('signing-out')).toBeUndefined();
});

test('RECOGNISED-3 a sign-out that the server heard of leaves nothing to tell', async () => {
  const { token } = await server.signIn('s002');
  await endSession({ database, transport: through(`${server.url}/api/v1`) }, token);
  expect(await statusOf(token)).toBe(401);
  expect(await database.meta.get('signing-out')).toBeUndefined();
});
