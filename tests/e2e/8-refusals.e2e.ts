import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { runScript } from './harness/process.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('a wrong and a used enrolment code each get their sentence', async ({ field }) => {
  const server = await field.server(gridSeed(36, 6));
  const link = await server.invite(staff.members[0]);
  const first = await field.phone(server);
  await member.signIn(first.page, link);
  const { page, faults } = await field.phone(server);
  faults.expectStatus(404);
  faults.expectStatus(410);

  await test.step('a code that does not exist', async () => {
    await page.goto(`${server.origin}/enrol#AAAA-BBBB-CCCC`);
    await expect(page.getByText('没登上')).toBeVisible();
    await expect(page.getByText('登录码不对，请向网格长要一个新的链接。')).toBeVisible();
    expect(new URL(page.url()).hash).toBe('');
  });

  await test.step('a code that somebody has used', async () => {
    await page.getByRole('link', { name: '换一个码再试' }).click();
    await page.getByLabel('登录链接或登录码').fill(link);
    await page.getByRole('button', { name: '登录' }).click();
    await expect(
      page.getByText('这个登录链接已经用过了，请向网格长要一个新的链接。'),
    ).toBeVisible();
  });

  await test.step('nothing that could be a code', async () => {
    await page.getByRole('link', { name: '换一个码再试' }).click();
    await page.getByLabel('登录链接或登录码').fill('不是码');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByText('请贴上链接或登录码')).toBeVisible();
  });

  await test.step('a good one works', async () => {
    await member.signIn(page, await server.invite(staff.members[0]));
  });
});

test('with an expired session recording goes on, says so, and is sent after a new link', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const [door, other] = unvisited(cast).filter(isKnown);
  const phone = await field.phone(server);
  const { page } = phone;
  phone.faults.expectStatus(401);
  await member.signIn(page, await server.invite(staff.members[0]));
  await member.openBuilding(page, cast.building);

  await test.step('the session ends; a visit is recorded nevertheless, and the screen says why it waits', async () => {
    await server.kill();
    await runScript('tests/e2e/harness/expire-sessions.ts', [server.folder]);
    await server.start();
    await member.recordAllWell(page, door?.id ?? '');
    await expect(member.statusLine(page)).toContainText('登录过期', { timeout: 30_000 });
    await expect(page.getByText('登录过期。可以接着记')).toBeVisible();
    await member.recordNoOneHome(page, other?.id ?? '');
    await expect(member.statusLine(page)).toContainText('2 条未上传');
  });

  await test.step('a new link sends everything', async () => {
    await member.signIn(page, await server.invite(staff.members[0]));
    await expect(member.statusLine(page)).toContainText('全部已收到', { timeout: 30_000 });
    await expect(page.getByText('登录过期')).toHaveCount(0);
    const arrived = (await cast.client.ledger())
      .filter(({ event }) =>
        [door?.id, other?.id].includes((event.body['visit'] as { household: string })?.household),
      )
      .map(({ verdict }) => verdict);
    expect(arrived).toEqual(['accepted', 'accepted']);
  });
});
