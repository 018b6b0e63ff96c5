import 'fake-indexeddb/auto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { putCarried, readCarried } from '#data/hand-over/carried-rows.ts';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import type { Bundle } from '#schema/bundle.ts';
import { morning } from '#testing/builders.ts';
import { deliverCarried } from './carry.ts';
import { createErrand, type ErrandEnd } from './errand.ts';
import { createTransport, type Transport } from './transport.ts';

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

type Reply = { status: number; body: unknown; headers?: Record<string, string> };
const hash = '0'.repeat(64);
const log = (given: object = {}) => ({ grid: 'g001', verdicts: [], last: 0, hash, ...given });
const took = (...verdicts: object[]): Reply => ({
  status: 200,
  body: { device: 'aa', logs: [log({ verdicts })] },
});
const tooEarly: Reply = { status: 200, body: { device: 'aa', logs: [log({ expected: 1 })] } };
const refusal = (status: number, code: string): Reply => ({
  status,
  body: { error: { code, zh: '不行', en: 'no' } },
  headers: { 'retry-after': '7' },
});

/** A server that gives these answers one after another, the last one again and again; `asked` counts. */
const serve = async (...replies: Reply[]) => {
  const seen = { asked: 0 };
  const server = createServer((request, response) => {
    const reply = replies[Math.min(seen.asked, replies.length - 1)];
    seen.asked += 1;
    request.resume().on('end', () => {
      response.writeHead(reply?.status ?? 500, reply?.headers);
      response.end(JSON.stringify(reply?.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(
    () => void server.closeAllConnections(),
    () => void server.close(),
  );
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${port}`;
  return { seen, transport: createTransport({ base, token: () => 'secret' }) };
};

const makeBundle = (k: number): Bundle => ({
  label: {
    ...{ format: 'gridsweep-bundle', v: 1, server: 'here', epoch: 'e1' },
    ...{ device: 'aa', madeAt: morning + k, events: 1 },
  },
  ...{ ephemeral: 'AA', sealed: 'AAAA', sum: String(k).padStart(64, '0') },
});

let count = 0;
const carrying = async (...bundles: Bundle[]): Promise<OutboxDatabase> => {
  const database = await openOutboxDatabase(`carry-${(count += 1)}`);
  ends.push(() => database.close());
  for (const bundle of bundles) await putCarried(database, bundle, morning);
  return database;
};
const said = { expired: 0 };
const run = (
  database: OutboxDatabase,
  transport: Transport,
  given: { isAsked?: boolean; isBusy?: boolean; nowMs?: number } = {},
): Promise<ErrandEnd> =>
  deliverCarried(
    {
      ...{ database, transport },
      now: () => given.nowMs ?? morning,
      isBusy: () => given.isBusy ?? false,
      onExpired: () => void (said.expired += 1),
      onChange: async () => undefined,
    },
    given.isAsked ?? false,
  );
const fatesIn = async (database: OutboxDatabase) =>
  (await readCarried(database)).map(({ fate }) => fate);

test('CARRY-4 delivered is what every log was answered for; what was refused of it is counted', async () => {
  const verdicts = [
    { n: 1, verdict: 'duplicate', seq: 3 },
    { n: 2, verdict: 'quarantined', reason: 'no-grant' },
  ];
  const { transport } = await serve(took(...verdicts));
  const database = await carrying(makeBundle(1));
  expect(await run(database, transport)).toEqual({ kind: 'idle' });
  expect(await fatesIn(database)).toEqual([{ kind: 'delivered', at: morning, refused: 1 }]);
  const dayLater = morning + 86_400_001;
  expect(await run(database, transport, { nowMs: dayLater })).toEqual({ kind: 'idle' });
  expect(await fatesIn(database)).toEqual([]);
});

test('CARRY-4 what came too early is kept, waits, and is offered again after another of that phone, or when asked', async () => {
  const { transport, seen } = await serve(tooEarly, tooEarly, took(), took());
  const database = await carrying(makeBundle(2));
  expect(await run(database, transport)).toEqual({ kind: 'later', inMs: 30 * 60_000 });
  expect(await fatesIn(database)).toEqual([{ kind: 'missing', at: morning }]);
  await run(database, transport);
  expect(seen.asked).toBe(1);
  await run(database, transport, { isAsked: true });
  expect(seen.asked).toBe(2);
  await putCarried(database, makeBundle(1), morning);
  expect(await run(database, transport)).toEqual({ kind: 'idle' });
  expect((await fatesIn(database)).map(({ kind }) => kind)).toEqual(['delivered', 'delivered']);
});

test('CARRY-3 while own events are being sent, bundles wait', async () => {
  const { transport, seen } = await serve(took());
  const database = await carrying(makeBundle(1));
  expect(await run(database, transport, { isBusy: true })).toMatchObject({ kind: 'later' });
  expect(seen.asked).toBe(0);
});

test('a server that is busy, silent or speaks another tongue is asked again; a refusal is final and kept for the eye', async () => {
  const { transport } = await serve(
    refusal(503, 'overloaded'),
    { status: 502, body: '<html>' },
    refusal(401, 'session-expired'),
    refusal(400, 'bad-bundle'),
  );
  const database = await carrying(makeBundle(1));
  expect(await run(database, transport)).toEqual({ kind: 'later', inMs: 7000 });
  expect(await run(database, transport)).toEqual({ kind: 'later', inMs: null });
  expect(await run(database, transport)).toEqual({ kind: 'idle' });
  expect(said.expired).toBe(1);
  expect(await fatesIn(database)).toEqual([{ kind: 'waiting' }]);
  expect(await run(database, transport)).toEqual({ kind: 'idle' });
  const refused = { kind: 'refused', at: morning, code: 'bad-bundle', zh: '不行', en: 'no' };
  expect(await fatesIn(database)).toEqual([refused]);
});

test('ERRAND-1 ERRAND-2 one run at a time, again after a failure, never after the end', async () => {
  let running = 0;
  let most = 0;
  let runs = 0;
  let release = (): void => undefined;
  const errand = createErrand(
    async () => {
      running += 1;
      runs += 1;
      most = Math.max(most, running);
      if (runs === 2) await new Promise<void>((resolve) => (release = resolve));
      running -= 1;
      if (runs === 1) throw new Error('the storage failed');
      return { kind: 'idle' };
    },
    () => 0,
  );
  errand.wake();
  await expect.poll(() => runs).toBe(2);
  errand.wake();
  errand.wake();
  release();
  await expect.poll(() => runs).toBe(3);
  await errand.close();
  errand.wake();
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect([runs, most]).toEqual([3, 1]);
});
