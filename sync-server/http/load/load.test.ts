// What a phone is told by a server that has too much to do, and that it loses nothing by it.

import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import * as v from 'valibot';
import { PushResponse } from '#schema/protocol.ts';
import { waitMsAfter } from '#sync/backoff.ts';
import { createTransport, type Answer } from '#sync/transport.ts';
import { openHttpFixture, type HttpFixture } from '#testing/http-fixture.ts';
import { createDeviceLog } from '#testing/server-fixture.ts';
import { createInvitation } from '../../services/sessions.ts';
import { retryAfterSeconds } from '../encode.ts';
import { createHttpServer } from '../server.ts';
import { defaultLimits, type Limits } from './protection.ts';

const opened: HttpFixture[] = [];
const open = async (limits: Partial<Limits> = {}): Promise<HttpFixture> => {
  const fixture = await openHttpFixture(limits);
  opened.push(fixture);
  return fixture;
};
afterEach(async () => {
  for (const fixture of opened.splice(0)) await fixture.close();
});

const tight = { maxAdmitted: 50, maxWeight: 1, maxWaiting: 2, maxWaitMs: 5000, goodRunMs: 5000 };

/** Makes the store wait until it is let go. */
const holdStore = ({ context }: HttpFixture): (() => void) => {
  const { inGrid } = context.storage;
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  context.storage.inGrid = async (grid, work) => {
    await held;
    return inGrid(grid, work);
  };
  return letGo;
};

/** A push as the phone's own transport sends it. */
const pushOf = (server: HttpFixture, token: string, body: unknown): Promise<Answer<PushResponse>> =>
  createTransport({ base: `${server.url}/api/v1`, token: () => token }).call({
    path: '/push',
    schema: PushResponse,
    body,
  });

const membersOf = (server: HttpFixture, count: number) =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const { token, session } = await server.signIn('s002');
      const log = createDeviceLog(session);
      log.visit('h1');
      return { token, log };
    }),
  );

test('LOAD-1 pushes beyond what runs and waits are turned away; the phone understands, comes again, and nothing is lost', async () => {
  const server = await open({ gates: { ...defaultLimits.gates, push: tight } });
  const members = await membersOf(server, 8);
  const letGo = holdStore(server);
  const sending = members.map(({ token, log }) => pushOf(server, token, log.request()));
  const refused = await Promise.all(
    sending.map((one) => Promise.race([one, new Promise((done) => setTimeout(done, 700))])),
  );
  const isRefused = (answer: unknown): answer is { retryAfterMs: number } =>
    (answer as { kind?: string } | undefined)?.kind === 'refused';
  expect(refused.filter(isRefused)).toHaveLength(5);
  for (const answer of refused.filter(isRefused)) {
    expect(answer).toMatchObject({ status: 503, code: 'overloaded' });
    expect(answer.retryAfterMs).toBeGreaterThanOrEqual(2000);
    expect(waitMsAfter(1, 0, answer.retryAfterMs)).toBe(answer.retryAfterMs);
  }
  const pulled = await server.call('GET', '/api/v1/session', { token: members[0]?.token ?? '' });
  expect(pulled.status).toBe(200);
  letGo();
  await Promise.all(sending);
  for (const { token, log } of members) {
    expect(await pushOf(server, token, log.request())).toMatchObject({ kind: 'answered' });
  }
  const ledger = await server.context.storage.readLedgerOf('g001');
  expect(ledger.map(({ verdict, n }) => `${verdict} ${n}`)).toEqual(Array(8).fill('accepted 1'));
});

test('LOAD-3 a phone that runs wild is slowed down, its neighbour is not', async () => {
  const server = await open({ device: { size: 5, perSecond: 1 } });
  const [wild, calm] = await membersOf(server, 2);
  const ask = (token = '') => server.call('GET', '/api/v1/session', { token });
  const answers = [];
  for (let k = 0; k < 7; k += 1) answers.push(await ask(wild?.token));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect(await answers[6]?.json()).toMatchObject({ error: { code: 'too-many' } });
  expect(answers[6]?.headers.get('retry-after')).toMatch(/^([2-9]|10)$/);
  expect((await ask(calm?.token)).status).toBe(200);
});

test('LOAD-3 wrong codes are counted by address; right ones are not', async () => {
  const server = await open({ signIn: { size: 2, perSecond: 0.001 } });
  const enrol = async (code: string): Promise<number> =>
    (await server.call('POST', '/api/v1/enrol', { body: { code, device: '' } })).status;
  for (let k = 0; k < 4; k += 1) {
    expect(await enrol(await createInvitation(server.context, 's002'))).toBe(200);
  }
  expect([await enrol('wrong1'), await enrol('wrong2'), await enrol('wrong3')]).toEqual([
    404, 404, 429,
  ]);
  // A thousand phones may share the address with whoever guesses.
  expect(await enrol(await createInvitation(server.context, 's002'))).toBe(200);
});

test('LOAD-3 behind a trusted proxy the address is the one that it names', async () => {
  const server = await open();
  const http = createHttpServer(server.context, {
    ...{ appDir: server.appDir, logLevel: 'silent' },
    trustProxy: 1,
    limits: { signIn: { size: 1, perSecond: 0.001 } },
  });
  const enrolFrom = async (address: string): Promise<number> => {
    const { statusCode } = await http.app.inject({
      ...{ method: 'POST', url: '/api/v1/enrol' },
      headers: { 'x-forwarded-for': address, 'content-type': 'application/json' },
      payload: JSON.stringify({ code: 'wrong', device: '' }),
    });
    return statusCode;
  };
  expect([
    await enrolFrom('198.51.100.7'),
    await enrolFrom('198.51.100.7'),
    await enrolFrom('198.51.100.8'),
    await enrolFrom('203.0.113.1, 198.51.100.8'),
  ]).toEqual([404, 429, 404, 429]);
  await http.close();
});

test('LOAD-4 forty bombs at once, each of 64 MiB unpacked, take little memory and store nothing', async () => {
  const server = await open();
  const { token } = await server.signIn('s002');
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
  let mostBytes = 0;
  const watching = setInterval(() => {
    mostBytes = Math.max(mostBytes, process.memoryUsage().rss);
  }, 5);
  const before = process.memoryUsage().rss;
  const send = () =>
    fetch(`${server.url}/api/v1/push`, {
      method: 'POST',
      headers: {
        ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        'content-encoding': 'gzip',
      },
      body: bomb,
    });
  const statuses = (await Promise.all(Array.from({ length: 40 }, send))).map(
    ({ status }) => status,
  );
  clearInterval(watching);
  // Those whose turn did not come in time were turned away packed.
  expect(statuses.filter((status) => status !== 413 && status !== 503)).toEqual([]);
  expect(statuses).toContain(413);
  expect(await server.context.storage.readLedgerOf('g001')).toEqual([]);
  expect(mostBytes - before).toBeLessThan(200 * 1024 * 1024);
});

test('LOAD-4 bodies that are held beyond the budget are turned away', async () => {
  const server = await open({ bodyBytes: 1000 });
  const { token } = await server.signIn('s002');
  const send = (bytes: number) =>
    server.call('POST', '/api/v1/push', { token, body: ' '.repeat(bytes) });
  expect([(await send(2000)).status, (await send(100)).status]).toEqual([503, 400]);
});

test('streams beyond the most are told to come later', async () => {
  const server = await open({ streams: 1 });
  const { token } = await server.signIn('s002');
  const first = await server.call('GET', '/api/v1/stream', { token });
  const second = await server.call('GET', '/api/v1/stream', { token });
  expect([first.status, second.status]).toEqual([200, 503]);
  await first.body?.cancel();
});

test('times to come again are spread', () => {
  const said = Array.from({ length: 11 }, (_, k) => retryAfterSeconds('overloaded', k / 11));
  expect(said).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(v.is(v.pipe(v.number(), v.integer()), retryAfterSeconds('shutting-down'))).toBe(true);
});
