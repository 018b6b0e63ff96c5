import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import { makeDistrict, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { sha256Hex } from './hashing.ts';
import {
  authenticate,
  createInvitation,
  describeSession,
  endSession,
  enrol,
  replaceGrants,
} from './sessions.ts';
import { inviteFirstDesk, inviteToDemo } from './set-up.ts';

const dayMs = 86_400_000;
let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

describe('SESSION-1 codes and tokens', () => {
  test('a code signs in once; the phone learns who, where and under which epoch', async () => {
    const { context, clock } = server;
    const code = await createInvitation(context, 's002');
    const answer = await enrol(context, { code, device: 'Android · Chrome' });
    expect(answer).toEqual({
      server: context.server,
      sealKey: expect.stringMatching(/^B[A-Za-z0-9_-]{86}$/) as string,
      deviceId: answer.deviceId,
      token: answer.token,
      expiresAt: clock.now + 30 * dayMs,
      staff: { id: 's002', name: '演示甲' },
      grants: [{ role: 'member', scope: 'g001' }],
      grids: [{ id: 'g001', name: '岭南一社区 3 网格', community: '130404004001' }],
      epoch: context.epoch,
      isDemo: true,
    });
    expect(answer.deviceId).toMatch(/^[a-z][a-z2-7]{4}$/);
    expect(answer.token).toHaveLength(43);
    await expect(enrol(context, { code, device: 'again' })).rejects.toMatchObject({
      code: 'code-used',
    });
  });

  test('SESSION-4 signing in again keeps the device; the code of another stays unused', async () => {
    const { context } = server;
    const first = await enrol(context, {
      code: await createInvitation(context, 's002'),
      device: 'Android',
    });
    const renews = { device: first.deviceId, staff: 's002' };
    const otherCode = await createInvitation(context, 's003');
    await expect(enrol(context, { code: otherCode, device: '', renews })).rejects.toMatchObject({
      code: 'code-for-other',
    });
    const again = await enrol(context, {
      code: await createInvitation(context, 's002'),
      device: 'Android',
      renews,
    });
    expect(again.deviceId).toBe(first.deviceId);
    await expect(authenticate(context, first.token)).rejects.toMatchObject({
      code: 'session-expired',
    });
    expect((await authenticate(context, again.token)).device).toBe(first.deviceId);
    await enrol(context, { code: otherCode, device: '' });
  });

  test('wrong and expired codes', async () => {
    const { context, clock } = server;
    const code = await createInvitation(context, 's002');
    await expect(enrol(context, { code: `${code}x`, device: '' })).rejects.toMatchObject({
      code: 'code-unknown',
    });
    clock.now += 7 * dayMs;
    await expect(enrol(context, { code, device: '' })).rejects.toMatchObject({
      code: 'code-expired',
    });
    await expect(createInvitation(context, 's999')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('neither code nor token is stored', async () => {
    const { token } = await server.signIn('s002');
    const stored = await server.context.storage.readSession(sha256Hex(token));
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(await server.context.storage.readSession(token)).toBeUndefined();
  });

  test("a team's new phone is heard of at once, a desk's belongs to no team", async () => {
    await server.signIn('s002');
    await server.signIn('s005');
    const phones = await server.context.storage.readPhones('g001');
    expect(phones.map(({ staff, heardAt }) => [staff, heardAt])).toEqual([
      ['s002', server.clock.now],
    ]);
  });
});

describe('SESSION-2 sessions end 30 days after the last day of use', () => {
  test('use extends, disuse ends, signing out ends at once', async () => {
    const { context, clock } = server;
    const { token } = await server.signIn('s002');
    clock.now += 29 * dayMs;
    await authenticate(context, token);
    clock.now += 29 * dayMs;
    const session = await authenticate(context, token);
    await endSession(context, session);
    await expect(authenticate(context, token)).rejects.toMatchObject({ code: 'session-expired' });
    const other = await server.signIn('s003');
    clock.now += 30 * dayMs;
    for (const wrong of [other.token, undefined, 'x'.repeat(43)]) {
      await expect(authenticate(context, wrong)).rejects.toMatchObject({ code: 'session-expired' });
    }
  });

  test('SESSION-3 grants are those of the moment', async () => {
    const { context } = server;
    const { token } = await server.signIn('s002');
    const closed: string[] = [];
    context.pokes.listen({
      onHeads: () => undefined,
      onGrants: (staff) => void closed.push(staff),
    });
    await replaceGrants(context, 's002', [{ role: 'leader', scope: 'g002' }]);
    const session = await authenticate(context, token);
    expect((await describeSession(context, session)).grids.map(({ id }) => id)).toEqual(['g002']);
    expect(closed).toEqual(['s002']);
  });

  test('a desk sees all grids of its area', async () => {
    const { session } = await server.signIn('s005');
    const { grids } = await describeSession(server.context, session);
    expect(grids.map(({ id }) => id)).toEqual(['g001', 'g002']);
  });
});

describe('SETUP the first links', () => {
  test('SETUP-2 demo data gets a link for a member, a leader and a desk user', async () => {
    const invitations = await inviteToDemo(server.context);
    expect(invitations.map(({ role, staff }) => [role, staff])).toEqual([
      ['member', 's002'],
      ['leader', 's001'],
      ['desk', 's005'],
    ]);
    expect(await inviteFirstDesk(server.context)).toBeUndefined();
  });

  test('SETUP-1 an empty store gets one desk user for everywhere, until somebody signs in', async () => {
    const context = { ...server.context, isDemo: false, storage: createMemoryStorage() };
    expect(await inviteToDemo(context)).toEqual([]);
    const other = await inviteFirstDesk(context);
    const invitation = await inviteFirstDesk(context);
    if (invitation === undefined) throw new Error('no invitation');
    const { staff, grants } = await enrol(context, { code: invitation.code, device: '' });
    expect({ staff, grants }).toEqual({
      staff: { id: 's001', name: '指挥部' },
      grants: [{ role: 'desk', scope: '' }],
    });
    expect(await inviteFirstDesk(context)).toBeUndefined();
    await expect(enrol(context, { code: other?.code ?? '', device: '' })).rejects.toMatchObject({
      code: 'code-used',
    });
  });

  test('SETUP-1 data that came with a desk user: that one', async () => {
    const real = await openServerFixture(makeDistrict({ isDemo: false }));
    expect(await inviteFirstDesk(real.context)).toMatchObject({ staff: 's005' });
    expect(await inviteToDemo(real.context)).toEqual([]);
    await real.close();
  });
});
