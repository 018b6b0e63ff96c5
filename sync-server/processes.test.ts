// Several real server processes on one real PostgreSQL: what one stores the others tell, and any of them may go.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import type { EnrolResponse, PushResponse } from '#schema/protocol.ts';
import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { runServer, startServer, type ServerProcess } from '#testing/server-process.ts';
import { importDistrict } from './services/import-district.ts';
import { createPokes } from './services/pokes.ts';
import { createInvitation } from './services/sessions.ts';
import { openPostgresStorage } from './storage/postgres/postgres-storage.ts';

vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 10_000 };

const started: ServerProcess[] = [];
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const { child } of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const close of closing.splice(0)) await close();
});

/** A district in PostgreSQL and two processes on it. */
const opened = async () => {
  const DATABASE_URL = await openTestDatabase();
  const storage = await openPostgresStorage(DATABASE_URL);
  closing.push(() => storage.close());
  await importDistrict(storage, makeDistrict());
  const facts = await storage.readFacts();
  const context = { storage, now: Date.now, pokes: createPokes(), ...facts };
  const environment = { DATABASE_URL, DEVICE_CALLS_PER_SECOND: '0' };
  const [here, there] = await Promise.all([startServer(environment), startServer(environment)]);
  started.push(here, there);
  const signIn = async (server: ServerProcess, staff: string) => {
    const code = await createInvitation(context, staff);
    const { body } = await post<EnrolResponse>(server, 'enrol', { code, device: '' });
    return {
      token: body.token,
      log: createDeviceLog({ device: body.deviceId, staff: body.staff }),
    };
  };
  return { storage, environment, here, there, signIn };
};

const post = async <Answer>(
  { url }: ServerProcess,
  call: string,
  ...[body, token = '']: [body: unknown, token?: string]
): Promise<{ status: number; body: Answer }> => {
  const response = await fetch(`${url}/api/v1/${call}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Answer };
};

const listen = async ({ url }: ServerProcess, token: string): Promise<() => string> => {
  const response = await fetch(`${url}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
  });
  let heard = '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const hear = async (): Promise<void> => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      heard += part.value;
    }
  };
  hear().catch(() => undefined);
  await expect.poll(() => heard, patience).toContain('data: ');
  return () => heard;
};

test('POKE a push through one process pokes a stream of the other; an operator’s revocation ends it there', async () => {
  const { here, there, environment, signIn } = await opened();
  const sender = await signIn(here, 's002');
  const listener = await signIn(there, 's003');
  const heard = await listen(there, listener.token);
  expect(heard()).toContain('data: {"g001":6}');
  sender.log.visit('h1');
  const { body } = await post<PushResponse>(here, 'push', sender.log.request(), sender.token);
  await expect.poll(heard, patience).toContain(`data: {"g001":${body.head}}`);
  const revoked = await runServer(['revoke', '--staff', 's003'], environment);
  expect(revoked.output).toBe('s003: no rights\n');
  await expect.poll(heard, patience).toContain('event: grants');
  const refused = await fetch(`${there.url}/api/v1/snapshot/g001`, {
    headers: { authorization: `Bearer ${listener.token}` },
  });
  expect(refused.status).toBe(403);
});

test('backup and restore follow DATABASE_URL; a restored district has another epoch and its people', async () => {
  const { environment, storage } = await opened();
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gridsweep-')), 'copy.backup');
  const taken = await runServer(['backup', '--to', file], environment);
  expect(taken).toMatchObject({ code: 0, errors: '' });
  expect(taken.output).toMatch(/SHA-256 [0-9a-f]{64}\n$/);
  const elsewhere = { DATABASE_URL: await openTestDatabase() };
  expect(await runServer(['restore', '--from', file], elsewhere)).toMatchObject({ code: 0 });
  expect((await runServer(['staff'], elsewhere)).output).toBe(
    (await runServer(['staff'], environment)).output,
  );
  const restored = await openPostgresStorage(elsewhere.DATABASE_URL);
  closing.push(() => restored.close());
  const [before, after] = [await storage.readFacts(), await restored.readFacts()];
  expect({ ...after, epoch: before.epoch }).toEqual(before);
  expect(after.epoch).not.toBe(before.epoch);
  const again = await runServer(['restore', '--from', file], elsewhere);
  expect([again.code, again.errors.includes('    at ')]).toEqual([1, false]);
  rmSync(path.dirname(file), { recursive: true });
});

test('END-1 one process ends under load, the other is killed and comes back: every acknowledged push is there once', async () => {
  const { storage, here, there, environment, signIn } = await opened();
  const servers = [here, there];
  const phones = await Promise.all(
    Array.from({ length: 6 }, (_, k) => signIn(k % 2 === 0 ? here : there, 's002')),
  );
  let isOver = false;
  let acknowledged = 0;
  /** As a phone does: asks wherever it gets through until its event is acknowledged. */
  const sendOn = async ({ token, log }: (typeof phones)[number], first: number): Promise<void> => {
    let at = first;
    for (let n = 1; !isOver; n += 1) {
      log.visit(`h${(n % 5) + 1}`);
      for (;;) {
        const server = servers[at % servers.length] ?? here;
        const answer = await post<PushResponse>(server, 'push', log.request(n), token).catch(
          () => undefined,
        );
        if (answer?.status === 200) {
          expect(answer.body.verdicts.map(({ verdict }) => verdict)).toEqual([
            expect.stringMatching(/^(accepted|duplicate)$/),
          ]);
          acknowledged += 1;
          break;
        }
        at += 1;
        await new Promise((done) => setTimeout(done, 20));
      }
    }
  };
  const sending = Promise.all(phones.map(sendOn));
  /** Until so many more are acknowledged. */
  const pause = async (more = 12): Promise<void> => {
    const before = acknowledged;
    await expect.poll(() => acknowledged - before, { timeout: 60_000 }).toBeGreaterThan(more);
  };
  await pause();
  await here.end('SIGTERM');
  expect(here.child.exitCode).toBe(0);
  servers.splice(0, 1);
  await pause();
  servers.push(await startServer(environment));
  started.push(...servers.slice(-1));
  await there.end('SIGKILL');
  await pause();
  isOver = true;
  await sending;
  const ledger = await storage.readLedgerOf('g001');
  expect(ledger.length).toBe(acknowledged);
  expect(new Set(ledger.map(({ device, n }) => `${device}.${n}`)).size).toBe(ledger.length);
  const [row] = await storage.readGrids(['g001']);
  expect(row?.head).toBe(6 + 2 * ledger.length);
});
