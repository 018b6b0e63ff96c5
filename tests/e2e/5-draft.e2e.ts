import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('a form that was half filled when the browser was killed is back as it was', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const door = unvisited(cast).find(isKnown);
  const phone = await field.phone(server);
  await member.signIn(phone.page, await server.invite(staff.members[0]));
  await server.kill();

  await test.step('a form is half filled, and the browser killed', async () => {
    await member.openBuilding(phone.page, cast.building);
    await member.openRecord(phone.page, door?.id ?? '');
    await member.answer(phone.page, '有症状');
    await member.answer(phone.page, '发热');
    await phone.page.getByLabel('备注').fill('门口有药盒');
    await expect(phone.page.getByText('草稿已存')).toBeVisible();
    await phone.kill();
  });

  await test.step('started again without a network, the app offers the draft, and it holds everything', async () => {
    const page = await phone.start({ offline: true });
    await page.goto(server.origin);
    await page.getByRole('link', { name: '接着记' }).click();
    await expect(page.getByText('上次没存完的记录已找回')).toBeVisible();
    await member.expectAnswered(page, '有症状');
    await member.expectAnswered(page, '发热');
    await expect(page.getByLabel('备注')).toHaveValue('门口有药盒');
  });

  await test.step('saved, it is used up: no draft is offered, and the visit waits for the server', async () => {
    const { page } = phone;
    await member.saveRecord(page);
    await expect(member.statusLine(page)).toContainText('1 条未上传');
    await page.goto(server.origin);
    await expect(page.getByRole('heading', { level: 1, name: '今天' })).toBeVisible();
    await expect(page.getByText('没存完的记录')).toHaveCount(0);
  });

  await test.step('the server returns and has the visit with all that was filled in', async () => {
    await server.start();
    await phone.setOffline(false);
    await expect(member.statusLine(phone.page)).toContainText('全部已收到', { timeout: 30_000 });
    const recorded = (await cast.client.ledger()).filter(
      ({ event }) => (event.body['visit'] as { household?: string })?.household === door?.id,
    );
    expect(recorded).toHaveLength(1);
    expect(JSON.stringify(recorded[0]?.event.body)).toContain('门口有药盒');
    expect(JSON.stringify(recorded[0]?.event.body)).toContain('fever');
  });
});
