import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { passAll } from './harness/proxy.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('a phone whose storage was wiped is recognised, the leader sees what never came, and it goes on', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const proxy = await field.proxy(server);
  const cast = await castOf(server);
  const [first, second, third] = unvisited(cast).filter(isKnown);
  const phone = await field.phone(proxy);
  const leader = await field.phone(server);
  const name = cast.grid.sheet.team.find(({ id }) => id === staff.members[0])?.name ?? '';
  await member.signIn(phone.page, proxy.through(await server.invite(staff.members[0])));
  await member.signIn(leader.page, await server.invite(staff.leader), '查漏');

  await test.step('two records are announced and do not get through', async () => {
    let announced = 0;
    proxy.handle((url, body) => {
      if (url.startsWith('/api/v1/pull'))
        announced = Math.max(announced, /"pending":2/.test(body) ? 2 : 0);
      return url.startsWith('/api/v1/push')
        ? { kind: 'answer', status: 503, type: 'application/json', body: '{}' }
        : passAll();
    });
    phone.faults.expectStatus(503);
    await member.openBuilding(phone.page, cast.building);
    await member.recordAllWell(phone.page, first?.id ?? '');
    await member.recordAllWell(phone.page, second?.id ?? '');
    await expect(member.statusLine(phone.page)).toContainText('2 条');
    // A start asks for what is new, and announces.
    await member.openApp(phone.page, proxy.origin);
    await expect
      .poll(() => server.command('staff').then(() => announced), { timeout: 20_000 })
      .toBe(2);
  });

  await test.step('the storage is wiped: the phone is recognised', async () => {
    await phone.close();
    phone.wipeStorage();
    proxy.handle(passAll);
    await phone.start();
    await phone.page.goto(proxy.origin);
    await expect(phone.page.getByText(`这部手机之前由 ${name} 使用`)).toBeVisible();
    await expect(phone.page.getByText('清空前报过有 2 条没上传')).toBeVisible();
  });

  await test.step('one tap, and the grid is there again', async () => {
    await phone.page.getByRole('button', { name: `继续以 ${name} 使用` }).click();
    await expect(phone.page.getByRole('heading', { level: 1, name: '今天' })).toBeVisible({
      timeout: 30_000,
    });
    await member.openBuilding(phone.page, cast.building);
    await member.recordAllWell(phone.page, third?.id ?? '');
    await expect(member.statusLine(phone.page)).toContainText('全部已收到', { timeout: 30_000 });
  });

  await test.step('the leader sees what was announced and never came', async () => {
    await leader.page.goto(`${server.origin}/board`);
    await expect(leader.page.getByText(/存储被清空,报过的 2 条没传上来/)).toBeVisible({
      timeout: 30_000,
    });
  });
});
