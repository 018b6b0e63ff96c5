import 'fake-indexeddb/auto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox } from '#data/outbox/outbox.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { createTransport } from '#sync/transport.ts';
import { openHttpFixture } from '#testing/http-fixture.ts';
import { openServerFixture } from '#testing/server-fixture.ts';
import { createInvitation, enrol } from '#server/services/sessions.ts';
import { enrolByCode, selfOf, wipeOutbox } from './enrol.ts';
import { forgetAttempt, prepareAttempt } from './enrolment.ts';
import type { SavedSession } from './saved-session.ts';

test('ENROL-1 nothing is wiped while something waits', async () => {
  const database = await openOutboxDatabase('outbox-wiped');
  const outbox = await createOutbox(database);
  await outbox.save(
    { device: 'aa', staff: 's002', grid: 'g001' },
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
  expect(await wipeOutbox(database)).toBe(false);
  expect(await database.events.count()).toBe(1);
  await database.events.toCollection().modify({ state: 'accepted' });
  expect(await wipeOutbox(database)).toBe(true);
  expect([await database.events.count(), await database.meta.count()]).toEqual([0, 1]);
  database.close();
});

describe('ENROL-3 a code that may be used up is not called good', () => {
  const attempt = { codeHash: '', attempt: '0'.repeat(32), keys: null };
  const before = { session: undefined, hasUnsent: false, isKeeping: false, attempt };
  const nobody = createTransport({ base: 'http://127.0.0.1:1', token: () => null });
  afterEach(() => vi.unstubAllGlobals());

  test('an answer that was cut: try again, and ask for a new link when it says used', async () => {
    const server = createServer((_request, response) => {
      response.write('{"token"');
      setTimeout(() => response.destroy(), 20);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const transport = createTransport({ base: `http://127.0.0.1:${port}`, token: () => null });
    const outcome = await enrolByCode(transport, 'abc', before);
    server.close();
    expect(outcome).toMatchObject({ kind: 'refused', code: 'unanswered' });
    expect(outcome).toHaveProperty('en', expect.stringContaining('ask for a new one'));
  });

  test('without a network before asking, the link is still good', async () => {
    vi.stubGlobal('navigator', { userAgent: 'test', onLine: false });
    expect(await enrolByCode(nobody, 'abc', before)).toMatchObject({ code: 'offline' });
    vi.stubGlobal('navigator', { userAgent: 'test', onLine: true });
    expect(await enrolByCode(nobody, 'abc', before)).toMatchObject({ code: 'unanswered' });
  });
});

describe('ENROL-5 who signs in again while acknowledged events are kept', () => {
  const asked = async (staff: string, hasUnsent = false) => {
    const server = await openHttpFixture();
    const database = await openOutboxDatabase(`outbox-kept-${staff}-${hasUnsent}`);
    const transport = createTransport({ base: `${server.url}/api/v1`, token: () => null });
    // The server was restored from a copy older than this sign-in: it has never heard of the device.
    const facts = { staff: { id: 's002', name: '' }, token: 'lost', deviceId: 'kq3ab' };
    const session = facts as SavedSession;
    const code = await createInvitation(server.context, staff);
    const attempt = await prepareAttempt(database, code, session);
    const before = { session, hasUnsent, isKeeping: true, attempt };
    const outcome = await enrolByCode(transport, code, before);
    database.close();
    await server.close();
    return outcome.kind === 'enrolled' ? outcome.response.deviceId : outcome.code;
  };

  test('keeps the device, so that a restored server is sent what it lacks', async () => {
    expect(await asked('s002')).toBe('kq3ab');
  });

  test('somebody else gets a device of their own, but not while something is unsent', async () => {
    expect(await asked('s003')).toMatch(/^(?!kq3ab$)[a-z0-9]+$/);
    expect(await asked('s003', true)).toBe('unsent');
  });
});

test('ENROL-4 the same code is asked again under the same attempt and key, and answered for the same device', async () => {
  const fixture = await openServerFixture();
  const database = await openOutboxDatabase('outbox-attempts');
  const code = await createInvitation(fixture.context, 's002');
  const ask = async () => {
    const attempt = await prepareAttempt(database, code, undefined);
    return enrol(fixture.context, { code, attempt: attempt.attempt, ...selfOf(attempt) });
  };
  const lost = await ask();
  expect(await wipeOutbox(database)).toBe(true);
  const again = await ask();
  expect([again.deviceId, again.token === lost.token]).toEqual([lost.deviceId, false]);
  const other = await prepareAttempt(database, 'another', undefined);
  expect(other.attempt).toMatch(/^[0-9a-f]{32}$/);
  await forgetAttempt(database);
  await expect(ask()).rejects.toMatchObject({ code: 'code-used' });
  database.close();
  await fixture.close();
});
