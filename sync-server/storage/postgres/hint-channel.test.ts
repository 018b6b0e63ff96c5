import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { createHttpServer } from '../../http/server.ts';
import type { Context } from '../../services/context.ts';
import { importDistrict } from '../../services/import-district.ts';
import { createPokes } from '../../services/pokes.ts';
import { push } from '../../services/push.ts';
import { authenticate, createInvitation, enrol } from '../../services/sessions.ts';
import type { Hints } from '../port.ts';
import { openHintChannel } from './hint-channel.ts';
import { openPostgresStorage } from './postgres-storage.ts';

let url = '';
const closing: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  url = await openTestDatabase();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What one process has: a store and a channel of its own. */
const openProcess = async (): Promise<Context> => {
  const storage = await openPostgresStorage(url);
  const channel = await openHintChannel(url);
  const pokes = createPokes(channel);
  closing.push(storage.close, channel.stop, async () => pokes.stop());
  return { storage, now: Date.now, pokes, ...(await storage.readFacts()) };
};

const signIn = async (context: Context, staff: string) => {
  const code = await createInvitation(context, staff);
  const { token } = await enrol(context, { code, device: 'Test' });
  return { token, session: await authenticate(context, token) };
};

const openStream = async (context: Context, token: string) => {
  const appDir = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  const http = createHttpServer(context, { appDir, logLevel: 'silent' });
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = http.app.server.address() as AddressInfo;
  const leaving = new AbortController();
  closing.push(async () => {
    leaving.abort();
    await http.close();
    rmSync(appDir, { recursive: true });
  });
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
    signal: leaving.signal,
  });
  let heard = '';
  const hear = new WritableStream<string>({ write: (text) => void (heard += text) });
  response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeTo(hear)
    .catch(() => undefined);
  return () => heard;
};

test('HINT-1 a push through one process reaches a stream of the other, a change of grants too', async () => {
  const [here, there] = [await openProcess(), await openProcess()];
  await importDistrict(here.storage, makeDistrict());
  const { token } = await signIn(there, 's002');
  const { session } = await signIn(here, 's003');
  const heard = await openStream(there, token);
  await vi.waitFor(() => expect(heard()).toContain('data: {"g001":6}'));
  const log = createDeviceLog(session);
  log.visit('h1');
  await push(here, session, log.request());
  await vi.waitFor(() => expect(heard()).toContain('data: {"g001":8}'));
  here.pokes.publishGrants('s002');
  await vi.waitFor(() => expect(heard()).toContain('event: grants'));
});

test('HINT-1 many at once are gathered into few statements; nobody hears himself', async () => {
  const [here, there] = [await openHintChannel(url), await openHintChannel(url)];
  closing.push(here.stop, there.stop);
  const [own, heard]: Hints[][] = [[], []];
  here.receive((hints) => void own?.push(hints));
  there.receive((hints) => void heard?.push(hints));
  for (let k = 1; k <= 300; k += 1) here.send({ heads: new Map([[`g${k % 3}`, k]]), staff: [] });
  await vi.waitFor(() => expect(heard?.at(-1)?.heads.get('g0')).toBe(300));
  expect(heard?.map(({ heads }) => Object.fromEntries(heads))).toEqual([
    { g1: 1 },
    { g0: 300, g1: 298, g2: 299 },
  ]);
  expect(own).toEqual([]);
});

test('HINT-1 more grids than fit into one notification', async () => {
  const [here, there] = [await openHintChannel(url), await openHintChannel(url)];
  closing.push(here.stop, there.stop);
  const heads = new Map<string, number>();
  there.receive((hints) => hints.heads.forEach((head, grid) => heads.set(grid, head)));
  const all = Array.from({ length: 1000 }, (_, k) => [`${'g'.repeat(60)}${k}`, k] as const);
  here.send({ heads: new Map(all), staff: [] });
  await vi.waitFor(() => expect(heads).toEqual(new Map(all)));
});

test('HINT-2 a connection that was ended is made again, and then every grid is hinted at', async () => {
  const storage = await openPostgresStorage(url);
  await importDistrict(storage, makeDistrict());
  const channel = await openHintChannel(url);
  closing.push(storage.close, channel.stop);
  const heard: Hints[] = [];
  channel.receive((hints) => void heard.push(hints));
  const operator = postgres(url, { max: 1 });
  await operator`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND query LIKE 'LISTEN%'`;
  await operator.end();
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0), { timeout: 5000 });
  expect(Object.fromEntries(heard[0]?.heads ?? [])).toEqual({ g001: 6, g002: 3 });
  const other = await openHintChannel(url);
  closing.push(other.stop);
  other.send({ heads: new Map([['g001', 7]]), staff: [] });
  await vi.waitFor(() => expect(heard.at(-1)?.heads.get('g001')).toBe(7));
});
