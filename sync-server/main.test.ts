// The server as a process: what the operator is told, and what survives a kill.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EnrolResponse, PushResponse } from '#schema/protocol.ts';
import { createDeviceLog, makeDistrict } from '#testing/server-fixture.ts';
import { runServer, startServer, type ServerProcess } from '#testing/server-process.ts';
import { importDistrict } from './services/import-district.ts';
import { createPokes } from './services/pokes.ts';
import { createInvitation } from './services/sessions.ts';
import { databaseName, openSqliteStorage } from './storage/sqlite/sqlite-storage.ts';

// Processes start slowly on a machine that is busy with other tests.
vi.setConfig({ testTimeout: 120_000 });
const patience = { timeout: 60_000 };

const folders: string[] = [];
const started: ServerProcess[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  folders.push(folder);
  return folder;
};
const start = async (
  environment: Record<string, string>,
  mark?: string,
): Promise<ServerProcess> => {
  const server = await startServer(environment, mark);
  started.push(server);
  return server;
};
afterEach(async () => {
  for (const { child } of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const seed = async (folder: string): Promise<void> => {
  const storage = openSqliteStorage(path.join(folder, databaseName));
  await importDistrict(storage, makeDistrict());
  await storage.close();
};

const post = async <Answer>(url: string, body: unknown, token?: string): Promise<Answer> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status}`);
  return (await response.json()) as Answer;
};

const codesIn = (output: string): string[] =>
  [...output.matchAll(/\/enrol#([a-z2-7]{26})/g)].map(([, code]) => code ?? '');

describe('the operator is told in one sentence', () => {
  const expectRefusal = async (
    environment: Record<string, string>,
    sentence: RegExp,
    args: string[] = [],
  ): Promise<void> => {
    const { code, errors, output } = await runServer(args, environment);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors.trim()).toMatch(sentence);
    expect(errors).not.toContain('    at ');
  };

  test('an option that does not exist', () =>
    expectRefusal({ DATA_DIR: makeFolder() }, /--wrong/, ['invite', '--wrong']));

  test('a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => taken.once('listening', done));
    const { port } = taken.address() as AddressInfo;
    await expectRefusal(
      { PORT: String(port), HOST: '127.0.0.1', DATA_DIR: makeFolder() },
      /^Port \d+ is in use by another program; set PORT to a free one\.$/,
    );
    taken.close();
  });

  test('a data folder that cannot be written', async () => {
    const place = path.join(makeFolder(), 'data');
    writeFileSync(place, '');
    await expectRefusal({ DATA_DIR: place }, /^The data folder .* cannot be written .*DATA_DIR/);
  });

  test('a database of a newer program', async () => {
    const folder = makeFolder();
    await seed(folder);
    const database = new DatabaseSync(path.join(folder, databaseName));
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expectRefusal({ DATA_DIR: folder }, /^The database .* newer version of this program/);
  });

  test('a person that does not exist', async () => {
    const folder = makeFolder();
    await expectRefusal({ DATA_DIR: folder }, /^Nobody on the staff has the id s9\.$/, [
      'invite',
      '--staff',
      's9',
    ]);
  });
});

describe('links of the start', () => {
  test('the demo: a member, a leader, a desk user, fresh each time, and only when asked for', async () => {
    const folder = makeFolder();
    await seed(folder);
    const environment = { DATA_DIR: folder, GRIDSWEEP_DEMO: '1' };
    const first = await start(environment, 'desk');
    await expect.poll(() => codesIn(first.output()), patience).toHaveLength(3);
    expect(first.output()).toMatch(/demo/);
    const [member = ''] = codesIn(first.output());
    const enrolled = await post<EnrolResponse>(`${first.url}/api/v1/enrol`, {
      code: member,
      device: 'Test',
    });
    expect([enrolled.isDemo, enrolled.grants[0]?.role]).toEqual([true, 'member']);
    await first.end('SIGTERM');
    expect(first.child.exitCode).toBe(0);
    const second = await start(environment, 'desk');
    await expect.poll(() => codesIn(second.output()), patience).toHaveLength(3);
    expect(codesIn(second.output())).not.toContain(member);
    await second.end('SIGINT');
    const production = await start({ DATA_DIR: folder });
    await production.end('SIGTERM');
    expect(codesIn(production.output())).toEqual([]);
  });

  test('production on an empty folder: one set-up link, until it was used; invite makes more', async () => {
    const environment = { DATA_DIR: path.join(makeFolder(), 'new') };
    const first = await start(environment, '/enrol#');
    const [code = ''] = codesIn(first.output());
    const { grants } = await post<EnrolResponse>(`${first.url}/api/v1/enrol`, {
      code,
      device: '',
    });
    expect(grants).toEqual([{ role: 'desk', scope: '' }]);
    const invited = await runServer(['invite', '--staff', 's001', '--url', 'https://x.example/'], {
      ...environment,
    });
    expect(invited.output).toMatch(/^https:\/\/x\.example\/enrol#[a-z2-7]{26}\n$/);
    await first.end('SIGTERM');
    const second = await start(environment);
    await second.end('SIGTERM');
    expect(codesIn(second.output())).toEqual([]);
    expect(second.errors()).toBe('');
  });
});

describe('SIGKILL', () => {
  test('every event that was acknowledged is there, once, after five kills', async () => {
    const folder = makeFolder();
    await seed(folder);
    const storage = openSqliteStorage(path.join(folder, databaseName));
    const facts = await storage.readFacts();
    const context = { storage, now: Date.now, pokes: createPokes(), ...facts };
    const codes = await Promise.all(
      ['s001', 's002', 's003'].map((staff) => createInvitation(context, staff)),
    );
    let server = await start({ DATA_DIR: folder });
    const phones = await Promise.all(
      codes.map(async (code) => {
        const enrolled = await post<EnrolResponse>(`${server.url}/api/v1/enrol`, {
          code,
          device: 'Test',
        });
        const log = createDeviceLog({ device: enrolled.deviceId, staff: enrolled.staff });
        return { log, token: enrolled.token, acknowledged: 0 };
      }),
    );
    type Phone = (typeof phones)[number];

    /** Sends until the server dies under it. */
    const sendOn = async (phone: Phone): Promise<void> => {
      for (;;) {
        phone.log.visit(`h${(phone.log.events.length % 5) + 1}`);
        const request = phone.log.request(phone.acknowledged + 1);
        try {
          const answer = await post<PushResponse>(
            `${server.url}/api/v1/push`,
            request,
            phone.token,
          );
          expect(answer.verdicts.every(({ verdict }) => /accepted|duplicate/.test(verdict))).toBe(
            true,
          );
          phone.acknowledged = answer.last;
        } catch (error) {
          if (error instanceof TypeError) return;
          throw error;
        }
      }
    };

    for (let round = 0; round < 5; round += 1) {
      const sending = Promise.all(phones.map(sendOn));
      await new Promise((done) => setTimeout(done, 40 + 70 * round));
      await server.end('SIGKILL');
      await sending;
      server = await start({ DATA_DIR: folder });
    }
    await server.end('SIGTERM');

    const ledger = await storage.readLedgerOf('g001');
    for (const { log, acknowledged } of phones) {
      const device = log.events[0]?.device;
      const stored = ledger.filter((entry) => entry.device === device).map(({ n }) => n);
      expect(stored).toEqual(Array.from({ length: stored.length }, (_, k) => k + 1));
      expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
    }
    expect(ledger.length).toBeGreaterThan(20);
    expect(ledger.every(({ verdict, fork }) => verdict === 'accepted' && fork === '')).toBe(true);
    const [row] = await storage.readGrids(['g001']);
    const proof = await storage.readProof('g001', 'visits');
    expect(proof?.counts.visits).toBe(ledger.length);
    expect(row?.head).toBe(6 + 2 * ledger.length);
    await storage.close();
  });
});
