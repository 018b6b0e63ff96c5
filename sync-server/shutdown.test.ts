// The end of a server process: what was begun is finished, what comes is sent elsewhere, and it ends in time.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:net';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import type { EnrolResponse, PushResponse } from '#schema/protocol.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { startServer, type ServerProcess } from '#testing/server-process.ts';
import { importDistrict } from './services/import-district.ts';
import { createPokes } from './services/pokes.ts';
import { createInvitation } from './services/sessions.ts';
import { databaseName, openSqliteStorage } from './storage/sqlite/sqlite-storage.ts';

vi.setConfig({ testTimeout: 120_000 });

const folders: string[] = [];
const started: ServerProcess[] = [];
afterEach(() => {
  for (const { child } of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const opened = async (phones: number) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  folders.push(folder);
  const storage = openSqliteStorage(path.join(folder, databaseName));
  await importDistrict(storage, makeDistrict());
  const facts = await storage.readFacts();
  const context = { storage, now: Date.now, pokes: createPokes(), ...facts };
  const codes: string[] = [];
  for (let k = 0; k < phones; k += 1) codes.push(await createInvitation(context, 's002'));
  const server = await startServer({ DATA_DIR: folder, DEVICE_CALLS_PER_SECOND: '0' });
  started.push(server);
  const enrolled = await Promise.all(
    codes.map(async (code) => {
      const { answer } = await ask<EnrolResponse>(server, 'enrol', { code, device: '' });
      return { token: answer.token, session: { device: answer.deviceId, staff: answer.staff } };
    }),
  );
  return { storage, server, enrolled };
};

const ask = async <Answer>(
  { url }: ServerProcess,
  call: string,
  ...[body, token = '']: [body: unknown, token?: string]
): Promise<{ status: number; answer: Answer; retryAfter: string | null }> => {
  const response = await fetch(`${url}/api/v1/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Answer;
  return { status: response.status, answer, retryAfter: response.headers.get('retry-after') };
};

test('END-1 SIGTERM under load: every acknowledged push is there, refusals say when to come again, and it ends with 0', async () => {
  const { storage, server, enrolled } = await opened(12);
  const statuses = new Map<number, number>();
  let acknowledged = 0;
  const sendOn = async ({ token, session }: (typeof enrolled)[number]): Promise<void> => {
    const log = createDeviceLog(session);
    for (let n = 1; ; n += 1) {
      log.visit(`h${(n % 5) + 1}`);
      try {
        const { status, answer, retryAfter } = await ask<PushResponse>(
          server,
          'push',
          log.request(n),
          token,
        );
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acknowledged += answer.verdicts.length;
        else return expect([status, Number(retryAfter)]).toEqual([503, expect.any(Number)]);
      } catch (error) {
        if (error instanceof TypeError) return;
        throw error;
      }
    }
  };
  const sending = Promise.all(enrolled.map(sendOn));
  await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThan(50);
  const before = performance.now();
  await server.end('SIGTERM');
  await sending;
  expect(server.child.exitCode).toBe(0);
  expect(performance.now() - before).toBeLessThan(20_000);
  const ledger = await storage.readLedgerOf('g001');
  expect(ledger.length).toBe(acknowledged);
  await storage.close();
});

test('END-1 a push whose body is still coming is finished; meanwhile readyz and new work say 503; streams say when', async () => {
  const { storage, server, enrolled } = await opened(1);
  const [{ token, session } = { token: '', session: { device: '', staff: { id: '' } } }] = enrolled;
  const log = createDeviceLog(session);
  log.visit('h1');
  const body = JSON.stringify(log.request());
  const stream = await fetch(`${server.url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(socket, 'connect');
  const head = [
    'POST /api/v1/push HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${token}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  socket.write(`${head}\r\n\r\n${body.slice(0, 100)}`);
  await new Promise((done) => setTimeout(done, 300));
  const ended = server.end('SIGTERM');
  const told = await stream.text();
  expect(told).toMatch(/retry: \d{3,4}\nevent: closing\ndata: {}\n\n$/);
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { status: 'shutting-down' }]);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const late = await ask<{ error: { code: string } }>(server, 'push', log.request(), token);
  expect([late.status, late.answer.error.code]).toEqual([503, 'shutting-down']);
  expect(late.retryAfter).toMatch(/^[1-4]$/);
  socket.write(body.slice(100));
  await ended;
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*"accepted"/);
  expect(server.child.exitCode).toBe(0);
  expect(await storage.readLedgerOf('g001')).toHaveLength(1);
  await storage.close();
});

test('END-2 a body that never comes holds the end up no longer than its bound; it says so and ends with 1', async () => {
  const { storage, server, enrolled } = await opened(1);
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const head = [
    'POST /api/v1/push HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${enrolled[0]?.token ?? ''}`,
    'content-type: application/json',
    'content-length: 1000',
  ].join('\r\n');
  socket.write(`${head}\r\n\r\n{`);
  await new Promise((done) => setTimeout(done, 300));
  const before = performance.now();
  await server.end('SIGTERM');
  expect(performance.now() - before).toBeLessThan(21_000);
  expect(server.child.exitCode).toBe(1);
  expect(server.errors()).toContain('work in flight took too long and was cut off');
  await storage.close();
});
