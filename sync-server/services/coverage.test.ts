import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addCounts, emptyCounts } from '#core/coverage/counts.ts';
import { hourMs } from '#testing/builders.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { coverage } from './coverage.ts';
import { createListener, phones } from './phones.ts';
import { push } from './push.ts';

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

describe('COVERAGE of an area', () => {
  test('COVERAGE-2 rows are the children, and sum to the area', async () => {
    const { session } = await server.signIn('s005');
    const { session: member } = await server.signIn('s002');
    const log = createDeviceLog(member);
    log.visit('h1');
    await push(server.context, member, log.request());
    const district = await coverage(server.context, session, '130404');
    expect(district.rows.map(({ code, level, grids }) => [code, level, grids])).toEqual([
      ['130404001', 'township', 1],
      ['130404004', 'township', 1],
    ]);
    expect(
      district.rows.reduce((sum, { counts }) => addCounts(sum, counts as never), emptyCounts()),
    ).toEqual(district.area.counts);
    expect(district.area.counts).toMatchObject({ households: 7, open: 6 });
    expect(district.round).toEqual({ number: 1, name: '第 1 轮' });
    expect(district.hours).toHaveLength(24);
    expect(district.hours.at(-1)).toEqual({ fromMs: server.clock.now, visits: 1 });
    const community = await coverage(server.context, session, '130404004001');
    expect(community.rows.map(({ code, level, name }) => [code, level, name])).toEqual([
      ['g001', 'grid', '岭南一社区 3 网格'],
    ]);
    expect(community.path.map(({ code }) => code)).toEqual(['130404', '130404004', '130404004001']);
  });

  test('phones that were not heard of for three hours are silent', async () => {
    const { session } = await server.signIn('s005');
    await server.signIn('s002');
    server.clock.now += 3 * hourMs + 1;
    await server.signIn('s003');
    const { area, rows } = await coverage(server.context, session, '130404004');
    expect([area.silentPhones, area.heardAt]).toEqual([1, server.clock.now]);
    expect(rows[0]?.silentPhones).toBe(1);
  });

  test('COVERAGE-1 only desks, only their area; without a code the topmost', async () => {
    const { session: desk } = await server.signIn('s005');
    const { session: leader } = await server.signIn('s001');
    expect((await coverage(server.context, desk, '')).area.code).toBe('130404');
    await expect(coverage(server.context, leader, '130404004001')).rejects.toMatchObject({
      code: 'no-grant',
    });
    await expect(coverage(server.context, desk, '130402')).rejects.toMatchObject({
      code: 'no-grant',
    });
    await expect(coverage(server.context, desk, '130404999')).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('PHONES of a team', () => {
  const announce = { pending: 3, oldestAt: 5, clockMs: 0, app: '0.1.0' };

  test('what a phone announced, with its skew, and how much was refused', async () => {
    const { session: leader } = await server.signIn('s001');
    const { session: member } = await server.signIn('s002');
    const log = createDeviceLog(member);
    log.visit('h99');
    const clockMs = server.clock.now - 60_000;
    await push(server.context, member, {
      ...log.request(),
      announce: { ...announce, clockMs },
    });
    const answer = await phones(server.context, leader, 'g001');
    expect(answer.phones.at(-1)).toEqual({
      device: member.device,
      staff: 's002',
      name: '演示甲',
      label: 'Test',
      heardAt: server.clock.now,
      pending: 2,
      oldestAt: 5,
      skewMs: -60_000,
      wipedAt: null,
      returnedAt: null,
    });
    expect([answer.quarantined, answer.rejected]).toEqual([0, 1]);
  });

  test('PHONES-2 a pull is noted when something changed or half a minute has passed', async () => {
    const { session } = await server.signIn('s002');
    const hear = createListener(server.context);
    const rows = await server.context.storage.readGrids(['g001', 'g002']);
    const heardAt = async () => (await server.context.storage.readPhones('g001'))[0]?.heardAt;
    const start = server.clock.now;
    await hear(session, rows, announce);
    server.clock.now = start + 10_000;
    await hear(session, rows, announce);
    expect(await heardAt()).toBe(start);
    await hear(session, rows, { ...announce, pending: 0 });
    expect(await heardAt()).toBe(start + 10_000);
    server.clock.now = start + 40_000;
    await hear(session, rows, { ...announce, pending: 0 });
    expect(await heardAt()).toBe(start + 40_000);
    expect(await server.context.storage.readPhones('g002')).toEqual([]);
  });

  test('PHONES-1 leaders of the grid only', async () => {
    for (const staff of ['s002', 's004', 's005']) {
      const { session } = await server.signIn(staff);
      await expect(phones(server.context, session, 'g001')).rejects.toMatchObject({
        code: 'no-grant',
      });
    }
  });
});
