import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { createListener, phones } from './phones.ts';
import { authenticate, createInvitation, endSession, enrol } from './sessions.ts';
import { isCookieOf, recognise, reEnrol } from './wiped.ts';

const dayMs = 86_400_000;
const cookie = 'c'.repeat(43);
const next = 'n'.repeat(43);
const nobody = { known: null };

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

/** A member's phone that has said that three events wait on it. */
const announce = async () => {
  const { context, clock } = server;
  const code = await createInvitation(context, 's002');
  const { token, deviceId } = await enrol(context, { code, device: 'Android' }, cookie);
  const session = await authenticate(context, token);
  const rows = await context.storage.readGrids(['g001']);
  const said = { pending: 3, oldestAt: 5, clockMs: clock.now, app: '1' };
  await createListener(context)(session, rows, said);
  return { token, deviceId, session };
};

describe('WIPED-1 a phone without its storage is known by its cookie', () => {
  test('whose it was, and what it had announced and not sent', async () => {
    const { deviceId, session } = await announce();
    expect(await recognise(server.context, cookie)).toEqual({
      known: {
        device: deviceId,
        staff: { id: 's002', name: '演示甲' },
        grids: [{ id: 'g001', name: '岭南一社区 3 网格', pending: 3, oldestAt: 5 }],
      },
    });
    expect(await isCookieOf(server.context, session, cookie)).toBe(true);
    expect(await isCookieOf(server.context, { ...session, device: 'other' }, cookie)).toBe(false);
  });

  test('nobody by another cookie or none', async () => {
    await announce();
    await server.signIn('s003');
    expect(await recognise(server.context, '')).toEqual(nobody);
    expect(await recognise(server.context, next)).toEqual(nobody);
  });
});

describe('WIPED-2 it goes on as a new device of the same person, once', () => {
  test('the old one is ended, and the leader sees what never came', async () => {
    const { token, deviceId } = await announce();
    const { context, clock } = server;
    clock.now += 1000;
    const again = await reEnrol(context, { device: 'Android' }, { cookie, next });
    expect(again).toMatchObject({ staff: { id: 's002' }, expiresAt: clock.now + 30 * dayMs });
    expect(again.deviceId).not.toBe(deviceId);
    expect((await authenticate(context, again.token)).device).toBe(again.deviceId);
    await expect(authenticate(context, token)).rejects.toMatchObject({ code: 'session-expired' });
    const leader = (await server.signIn('s001')).session;
    const team = (await phones(context, leader, 'g001')).phones;
    expect(team.find(({ device }) => device === deviceId)).toMatchObject({
      pending: 3,
      wipedAt: clock.now,
    });
    expect(team.find(({ device }) => device === again.deviceId)).toMatchObject({ wipedAt: null });
  });

  test('twice at the same moment makes one device; the new cookie goes on from there', async () => {
    await announce();
    const { context } = server;
    const tries = await Promise.allSettled([
      reEnrol(context, { device: '' }, { cookie, next }),
      reEnrol(context, { device: '' }, { cookie, next: 'm'.repeat(43) }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await recognise(context, cookie)).toEqual(nobody);
    const winner = tries[0]?.status === 'fulfilled' ? next : 'm'.repeat(43);
    expect((await recognise(context, winner)).known?.staff.id).toBe('s002');
  });
});

describe('WIPED-4 a new start whose answer was lost', () => {
  const request = { device: 'Android', attempt: 'a'.repeat(32) };
  const gone = { code: 'session-expired' };
  const third = 'o'.repeat(43);

  test.each([
    ['nothing of it arrived', cookie],
    ['only the cookie arrived', next],
  ])('%s: the same attempt gets a fresh token for the same device', async (_, held) => {
    const { deviceId } = await announce();
    const { context, clock } = server;
    const lost = await reEnrol(context, request, { cookie, next });
    clock.now += 15 * 60_000;
    const answer = await reEnrol(context, request, { cookie: held, next: third });
    expect(answer.deviceId).toBe(lost.deviceId);
    expect((await authenticate(context, answer.token)).device).toBe(lost.deviceId);
    await expect(authenticate(context, lost.token)).rejects.toMatchObject(gone);
    expect((await recognise(context, third)).known?.device).toBe(lost.deviceId);
    const phonesOf = (await context.storage.readPhones('g001')).map(({ device }) => device);
    expect(phonesOf.sort()).toEqual([deviceId, lost.deviceId].sort());
  });

  test('another attempt, a stranger, and a later hour get nothing', async () => {
    await announce();
    const { context, clock } = server;
    await reEnrol(context, request, { cookie, next });
    const ask = (given: object, held = cookie) =>
      expect(
        reEnrol(context, { ...request, ...given }, { cookie: held, next: third }),
      ).rejects.toMatchObject(gone);
    await ask({ attempt: 'b'.repeat(32) });
    await ask({}, 'x'.repeat(43));
    await ask({}, '');
    clock.now += 15 * 60_000 + 1;
    await ask({});
  });
});

describe('WIPED-3 a cookie is worth no more than its session', () => {
  const refused = (): Promise<unknown> =>
    expect(reEnrol(server.context, { device: '' }, { cookie, next })).rejects.toMatchObject({
      code: 'session-expired',
    });

  test('signed out, expired, or never given', async () => {
    await refused();
    const { session } = await announce();
    await endSession(server.context, session);
    await refused();
    await announce();
    server.clock.now += 30 * dayMs;
    await refused();
    expect(await recognise(server.context, cookie)).toEqual(nobody);
  });
});

describe('SESSION-8 an enrolment whose answer was lost', () => {
  test('the same attempt gets a fresh token for the same device, for a quarter of an hour', async () => {
    const { context, clock } = server;
    const code = await createInvitation(context, 's002');
    const request = { code, device: 'Android', attempt: 'a'.repeat(32) };
    const lost = await enrol(context, request);
    clock.now += 15 * 60_000;
    const answer = await enrol(context, request);
    expect(answer.deviceId).toBe(lost.deviceId);
    await expect(authenticate(context, lost.token)).rejects.toMatchObject({
      code: 'session-expired',
    });
    expect((await authenticate(context, answer.token)).device).toBe(lost.deviceId);
    const used = { code: 'code-used' };
    const other = { ...request, attempt: 'b'.repeat(32) };
    await expect(enrol(context, other)).rejects.toMatchObject(used);
    clock.now += 1;
    await expect(enrol(context, request)).rejects.toMatchObject(used);
  });
});
