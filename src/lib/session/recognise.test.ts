import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createTransport } from '#sync/transport.ts';
import { createInvitation, enrol } from '#server/services/sessions.ts';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { wipeOutbox } from './enrol.ts';
import { createRecognition, endOwedSession, endSession, reEnrol } from './recognise.ts';

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

/** What a browser does: the cookie goes with every question; an answer may be lost on its way. */
const withCookie = (cookie: string) => {
  const net = { isCut: false };
  const real = fetch;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const headers = new Headers(init.headers);
    headers.set('cookie', `gridsweep-phone=${cookie}`);
    const response = await real(url, { ...init, headers });
    if (net.isCut) throw new TypeError('cut');
    return response;
  });
  return net;
};

test('RECOGNISED-4 whoever goes on and gets no answer may ask again, also after the app was closed', async () => {
  const cookie = 'c'.repeat(43);
  const code = await createInvitation(server.context, 's002');
  await enrol(server.context, { code, device: 'Test' }, cookie);
  const net = withCookie(cookie);
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  const place = { database, transport: through(`${server.url}/api/v1`) };
  const start = async () => {
    const recognition = createRecognition(place);
    await expect.poll(() => recognition.recognised.get()).not.toBeNull();
    const known = recognition.recognised.get();
    await recognition.close();
    return known;
  };
  const known = await start();
  net.isCut = true;
  expect(await reEnrol(place, known)).toMatchObject({ code: 'unanswered' });
  net.isCut = false;
  expect(await start()).toEqual(known);
  const outcome = await reEnrol(place, known);
  expect(outcome).toMatchObject({ kind: 'enrolled', response: { staff: { id: 's002' } } });
  const phones = await server.context.storage.readPhones('g001');
  expect(phones).toHaveLength(2);
  expect(phones.filter(({ wipedAt }) => wipedAt === null)).toHaveLength(1);
  vi.unstubAllGlobals();
});
