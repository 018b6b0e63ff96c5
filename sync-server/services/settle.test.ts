import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventBodies } from '#core/event/event.ts';
import type { Household } from '#core/household/household.ts';
import { makeSheet } from '#testing/builders.ts';
import {
  createDeviceLog,
  makeDistrict,
  openServerFixture,
  type DeviceLog,
  type ServerFixture,
} from '#testing/server-fixture.ts';
import { fates, quarantine } from './kept.ts';
import { push } from './push.ts';
import { replaceGrants, type Session } from './sessions.ts';

type Word = EventBodies['quarantine-settled'];

let server: ServerFixture;
let leader: Session;
let leaderLog: DeviceLog;
beforeEach(async () => {
  server = await openServerFixture();
  await startLeader();
});
afterEach(() => server.close());

const startLeader = async (): Promise<void> => {
  leader = (await server.signIn('s001')).session;
  leaderLog = createDeviceLog(leader);
};

/** A member who lost the grid sends what was recorded before. */
const pushLate = async (): Promise<{ session: Session; log: DeviceLog }> => {
  const { session } = await server.signIn('s002');
  const log = createDeviceLog(session);
  log.visit('h1');
  await replaceGrants(server.context, 's002', []);
  const { verdicts } = await push(server.context, { ...session, grants: [] }, log.request());
  expect(verdicts).toEqual([{ n: 1, verdict: 'quarantined', reason: 'no-grant' }]);
  return { session, log };
};

const settle = async (given: Partial<Word> & Pick<Word, 'device'>) => {
  const word: Word = { n: 1, fork: '', decision: 'accepted', staff: '', reason: '', ...given };
  const { n } = leaderLog.make('quarantine-settled', word);
  const { verdicts } = await push(server.context, leader, leaderLog.request(n, n));
  return verdicts[0];
};

const kept = async () => (await quarantine(server.context, leader, 'g001')).kept;
const documents = async () => (await server.context.storage.readWholeGrid('g001'))?.documents;
const household = async (id: string): Promise<Household> => {
  const row = (await documents())?.households.find((one) => one.id === id);
  return JSON.parse(row?.json ?? '{}') as Household;
};

describe('a leader settles what was kept apart', () => {
  test('ADMIT-1 ADMIT-2 what is accepted changes documents like an event that comes now', async () => {
    const { session, log } = await pushLate();
    server.clock.now += 60_000;
    const word = { device: session.device, reason: '当时还在本网格' };
    expect(await settle(word)).toEqual({ n: 1, verdict: 'accepted', seq: 8 });
    const visits = (await documents())?.visits.map(({ id, seq }) => [id, seq]);
    expect(visits).toEqual([[`${session.device}.1`, 8]]);
    const [row] = await server.context.storage.readGrids(['g001']);
    expect([row?.head, row?.counts.states.complete]).toEqual([8, 1]);
    const [one] = await kept();
    expect(one).toEqual({
      device: session.device,
      n: 1,
      fork: '',
      id: `${session.device}.1`,
      verdict: 'quarantined',
      reason: 'no-grant',
      where: '',
      staff: 's002',
      name: '演示甲',
      label: 'Test',
      receivedAt: server.clock.now - 60_000,
      kind: 'visit-recorded',
      body: log.events[0]?.body,
      settled: {
        decision: 'accepted',
        by: '演示组长',
        staff: 's002',
        reason: '当时还在本网格',
        at: server.clock.now,
        seq: 8,
      },
    });
    expect(await settle(word)).toEqual({ n: 2, verdict: 'rejected', reason: 'already-settled' });
  });

  test('ADMIT-1 the phone is told the same verdict again, and by fates what became of it', async () => {
    const { session, log } = await pushLate();
    await settle({ device: session.device, decision: 'rejected', reason: '重复' });
    const again = await push(server.context, session, log.request());
    expect(again.verdicts).toEqual([{ n: 1, verdict: 'quarantined', reason: 'no-grant' }]);
    expect((await fates(server.context, session, 'g001')).fates).toEqual([
      {
        n: 1,
        verdict: 'quarantined',
        reason: 'no-grant',
        settled: {
          decision: 'rejected',
          by: '演示组长',
          staff: 's002',
          reason: '重复',
          at: server.clock.now,
          seq: null,
        },
      },
    ]);
    expect((await documents())?.visits).toEqual([]);
  });

  test('ADMIT-2 in the name of a new owner, who must be of the team', async () => {
    const { session } = await pushLate();
    const { device } = session;
    expect(await settle({ device, staff: 's004' })).toMatchObject({ reason: 'unknown-member' });
    expect(await settle({ device, staff: 's003' })).toMatchObject({ verdict: 'accepted' });
    expect((await household('h1')).round.attempts[0]?.member).toBe('s003');
    expect((await kept()).find((one) => one.device === device)?.settled?.staff).toBe('s003');
  });

  test('ADMIT-3 what the reducer refuses even so stays open', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h99');
    await push(server.context, { ...session, grants: [] }, log.request());
    const { device } = session;
    expect(await settle({ device })).toEqual({
      n: 1,
      verdict: 'rejected',
      reason: 'unknown-household',
    });
    expect((await kept()).find((one) => one.device === device)?.settled).toBeNull();
    expect(await settle({ device, decision: 'rejected' })).toMatchObject({ verdict: 'accepted' });
  });

  test('ADMIT-4 only what was quarantined, and can be understood, is taken', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h99');
    log.make('household-moved' as 'visit-recorded', {} as never);
    await push(server.context, session, log.request(1, 1));
    await push(server.context, { ...session, grants: [] }, log.request(2, 2));
    const { device } = session;
    const nothing = { verdict: 'rejected', reason: 'nothing-to-settle' };
    expect(await settle({ device, n: 1 })).toMatchObject(nothing);
    expect(await settle({ device, n: 2 })).toMatchObject(nothing);
    expect(await settle({ device, n: 3 })).toMatchObject(nothing);
    expect(await settle({ device, n: 1, fork: '0123456789abcdef' })).toMatchObject(nothing);
  });

  test('ADMIT-4 a word on a word is not taken', async () => {
    const { session } = await pushLate();
    const other = (await server.signIn('s003')).session;
    const log = createDeviceLog(other);
    const word = { device: session.device, n: 1, fork: '', decision: 'accepted' as const };
    log.make('quarantine-settled', { ...word, staff: '', reason: '' });
    await push(server.context, { ...other, grants: [] }, log.request());
    expect(await settle({ device: other.device })).toMatchObject({ reason: 'not-allowed' });
    expect((await documents())?.visits).toEqual([]);
  });

  test('ADMIT-1 a member settles nothing; the list is for the leader of that grid alone', async () => {
    const { session } = await pushLate();
    const member = (await server.signIn('s003')).session;
    const log = createDeviceLog(member);
    const word = { device: session.device, n: 1, fork: '', decision: 'accepted' as const };
    log.make('quarantine-settled', { ...word, staff: '', reason: '' });
    const { verdicts } = await push(server.context, member, log.request());
    expect(verdicts).toEqual([{ n: 1, verdict: 'rejected', reason: 'not-allowed' }]);
    const elsewhere = (await server.signIn('s004')).session;
    for (const one of [member, elsewhere, (await server.signIn('s005')).session])
      await expect(quarantine(server.context, one, 'g001')).rejects.toMatchObject({
        code: 'no-grant',
      });
  });

  test('another event under a number already taken is taken beside the first, under an id of its own', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, log.request());
    const twin = createDeviceLog(session);
    twin.visit('h2');
    await push(server.context, session, twin.request());
    const fork = (await kept())[0]?.fork ?? '';
    expect(fork).toMatch(/^[0-9a-f]{16}$/);
    expect(await settle({ device: session.device, fork })).toMatchObject({ verdict: 'accepted' });
    expect((await documents())?.visits.map(({ id }) => id)).toEqual([
      `${session.device}.1`,
      `${leader.device}.1`,
    ]);
  });

  test('a visit that is admitted late counts in the hour of its admission', async () => {
    const { session } = await pushLate();
    server.clock.now += 7_200_000;
    await settle({ device: session.device });
    const hours = await server.context.storage.readHours('', 0);
    expect(hours).toEqual([
      { hourMs: Math.floor(server.clock.now / 3_600_000) * 3_600_000, visits: 1 },
    ]);
  });

  test('a clock that ran ahead was clamped when it came, not when it was admitted', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h2', { ms: server.clock.now + 365 * 86_400_000 });
    const visit = log.events[0]?.body as EventBodies['visit-recorded'];
    visit.facts.head = '钱演示';
    await push(server.context, { ...session, grants: [] }, log.request());
    const receivedAt = server.clock.now;
    server.clock.now += 86_400_000;
    await settle({ device: session.device });
    expect((await household('h2')).stamps['head']?.[0]).toBe(receivedAt + 300_000);
  });
});

describe('after a restore, an event may come before the one that it builds on', () => {
  const door = { building: '2', unit: '1', floor: 9, room: '901', suffix: '' };
  const findDoor = async () => {
    const { session } = await server.signIn('s003');
    const log = createDeviceLog(session);
    const { id } = log.make('household-listed', {
      ...{ household: `${session.device}.1`, compound: 'c1', round: 'r1', listedAt: 1, door },
    });
    return { session, log, id };
  };

  test('EARLY-1 it is kept apart, and taken once the other is there', async () => {
    const finder = await findDoor();
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit(finder.id);
    const { verdicts } = await push(server.context, session, log.request());
    const early = { n: 1, verdict: 'quarantined', reason: 'unknown-household' };
    expect(verdicts).toEqual([early]);
    expect(await settle({ device: session.device })).toMatchObject({ verdict: 'rejected' });
    await push(server.context, finder.session, finder.log.request());
    expect(await settle({ device: session.device })).toMatchObject({ verdict: 'accepted' });
    expect((await household(finder.id)).round.attempts).toHaveLength(1);
  });

  test('EARLY-1 when nothing is lacking it is rejected: the other was refused, or is its own', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.make('household-moved' as 'visit-recorded', {} as never);
    log.visit(`${session.device}.9`);
    await push(server.context, session, log.request());
    const other = (await server.signIn('s003')).session;
    const later = createDeviceLog(other);
    later.visit(`${session.device}.1`);
    later.visit('h99');
    const { verdicts } = await push(server.context, other, later.request());
    const rejected = { verdict: 'rejected', reason: 'unknown-household' };
    expect(verdicts).toMatchObject([rejected, rejected]);
    const open = (await kept()).filter(({ verdict }) => verdict === 'quarantined');
    expect(open).toEqual([]);
  });
});

describe('events for a round that is closed', () => {
  beforeEach(async () => {
    await server.close();
    const sheet = makeSheet();
    const [first, ...others] = makeDistrict().grids;
    const closed = { ...sheet, round: { ...sheet.round, isClosed: true } };
    if (first === undefined) throw new Error('no grid');
    server = await openServerFixture(
      makeDistrict({ grids: [{ ...first, sheet: closed }, ...others] }),
    );
    await startLeader();
  });

  test('ROUND-4 they are kept apart, and count when the leader admits them', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.make('household-listed', {
      ...{ household: `${session.device}.2`, compound: 'c1', round: 'r1', listedAt: 1 },
      door: { building: '2', unit: '1', floor: 9, room: '901', suffix: '' },
    });
    const { verdicts } = await push(server.context, session, log.request());
    expect(verdicts).toEqual([
      { n: 1, verdict: 'quarantined', reason: 'round-closed' },
      { n: 2, verdict: 'quarantined', reason: 'round-closed' },
    ]);
    expect(await settle({ device: session.device })).toMatchObject({ verdict: 'accepted' });
    expect(await settle({ device: session.device, n: 2 })).toMatchObject({ verdict: 'accepted' });
    expect((await household('h1')).round.attempts).toHaveLength(1);
    expect((await household(`${session.device}.2`)).listed?.by).toBe('s002');
  });
});
