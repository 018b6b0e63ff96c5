import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { fates, quarantine, takeReceipt } from './kept.ts';
import { phones } from './phones.ts';
import { push } from './push.ts';
import { replaceGrants } from './sessions.ts';

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

test('ASIDE-1 events for a grid that does not exist are kept, and seen by a desk over everything', async () => {
  const { context } = server;
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session, 'g999');
  log.visit('h1');
  const { verdicts, last } = await push(context, session, log.request());
  expect(verdicts).toEqual([{ n: 1, verdict: 'quarantined', reason: 'unknown-grid' }]);
  expect(last).toBe(1);
  const desk = (await server.signIn('s005')).session;
  const noGrant = { code: 'no-grant' };
  await expect(quarantine(context, desk, 'g999')).rejects.toMatchObject(noGrant);
  const everywhere = { ...desk, grants: [{ role: 'desk' as const, scope: '' }] };
  const { kept } = await quarantine(context, everywhere, 'g999');
  expect(kept.map(({ id, reason }) => [id, reason])).toEqual([
    [`${session.device}.1`, 'unknown-grid'],
  ]);
  await expect(quarantine(context, everywhere, 'g001')).rejects.toMatchObject(noGrant);
});

test('ASIDE-1 rejected events are listed for reading, with what they say', async () => {
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  log.make('household-withdrawn', { household: 5 } as never);
  await push(server.context, session, log.request());
  const leader = (await server.signIn('s001')).session;
  const { kept } = await quarantine(server.context, leader, 'g001');
  expect(kept).toMatchObject([
    { verdict: 'rejected', reason: 'bad-shape', where: 'body.household', body: { household: 5 } },
  ]);
});

test('ASIDE-2 a phone that lost every grant still learns what became of its events', async () => {
  const { context } = server;
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  log.visit('h99');
  await push(context, session, log.request());
  await replaceGrants(context, 's002', []);
  const other = (await server.signIn('s003')).session;
  expect((await fates(context, { ...session, grants: [] }, 'g001')).fates).toEqual([
    { n: 1, verdict: 'rejected', reason: 'unknown-household', settled: null },
  ]);
  expect((await fates(context, other, 'g001')).fates).toEqual([]);
});

test('ASIDE-3 a receipt says whether the log is whole, and the leader sees that the phone gave the grid back', async () => {
  const { context, clock } = server;
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  log.visit('h1');
  log.visit('h2');
  await push(context, session, log.request(1, 1));
  const leader = (await server.signIn('s001')).session;
  const returnedAt = async () =>
    (await phones(context, leader, 'g001')).phones.find(({ device }) => device === session.device)
      ?.returnedAt;
  const receipt = (last: number) =>
    takeReceipt(
      context,
      { ...session, grants: [] },
      {
        ...{ grid: 'g001', last, deletedAt: 5 },
        hash: log.hashAt(last),
      },
    );
  expect(await returnedAt()).toBeNull();
  expect(await receipt(2)).toEqual({ isWhole: false });
  expect(await receipt(1)).toEqual({ isWhole: true });
  expect(await returnedAt()).toBe(clock.now);
  clock.now += 1000;
  await push(context, session, log.request(2, 2));
  expect(await returnedAt()).toBeNull();
});

test('ASIDE-1 the count of open records is the true one, also when not all are listed', async () => {
  const { context } = server;
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  for (let k = 0; k < 510; k += 1) log.visit('h1');
  await replaceGrants(context, 's002', []);
  await push(context, { ...session, grants: [] }, log.request());
  const leader = (await server.signIn('s001')).session;
  const { open, kept } = await quarantine(context, leader, 'g001');
  expect([open, kept.length]).toEqual([510, 500]);
});
