import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as leaderScreens from './harness/leader-screens.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

const [firstMember, secondMember] = staff.members;

test('what two members wrote of one door is merged, and the clash is resolved by the leader', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const before = unvisited(cast).find(isKnown);
  const door = before?.id ?? '';
  const namesBefore = (before?.persons ?? []).map(({ name }) => name);
  const one = await field.phone(server);
  const other = await field.phone(server);
  const leader = await field.phone(server);

  await test.step('three phones load the grid; then there is no network', async () => {
    await member.signIn(one.page, await server.invite(firstMember));
    await member.signIn(other.page, await server.invite(secondMember));
    await member.signIn(leader.page, await server.invite(staff.leader), '查漏');
    for (const { page } of [one, other]) await member.openBuilding(page, cast.building);
    await server.kill();
    for (const phone of [one, other, leader]) await phone.setOffline(true);
  });

  await test.step('two members record the same door with different telephones and different persons', async () => {
    await member.recordWithNews(one.page, door, { phone: '13900000001', person: '甲演示' });
    await member.recordWithNews(other.page, door, { phone: '13900000002', person: '乙演示' });
    for (const { page } of [one, other])
      await expect(member.statusLine(page)).toContainText('1 条未上传');
  });

  await test.step('the server has both visits and both persons, and one dispute, over the telephones', async () => {
    await server.start();
    for (const phone of [one, other, leader]) await phone.setOffline(false);
    for (const { page } of [one, other])
      await expect(member.statusLine(page)).toContainText('全部已收到', { timeout: 30_000 });
    const { households, visits } = await cast.client.pull();
    const merged = households.find(({ id }) => id === door);
    const names = (merged?.persons ?? []).map(({ name }) => name);
    expect(names.sort()).toEqual([...namesBefore, '乙演示', '甲演示'].sort());
    const own = visits.filter(({ household }) => household === door);
    expect(own.map(({ member: by }) => by).sort()).toEqual([firstMember, secondMember]);
    expect(merged?.disputes.map(({ field: name }) => name)).toEqual(['phones']);
    const claimed = JSON.stringify(merged?.disputes[0]?.claims.map(({ value }) => value));
    expect(claimed).toContain('13900000001');
    expect(claimed).toContain('13900000002');
  });

  await test.step('both phones show the merged door', async () => {
    for (const { page } of [one, other]) {
      await member.openDoor(page, door);
      await expect(page.getByText('1 处两人记得不一样')).toBeVisible();
      await expect(page.getByText(`${namesBefore.length + 2} 人`, { exact: true })).toBeVisible();
    }
  });

  await test.step('the leader sees both values and chooses one', async () => {
    await leaderScreens.openDisputes(leader.page);
    await expect(leader.page.getByText('13900000002')).toBeVisible();
    await leaderScreens.chooseClaim(leader.page, '13900000001');
  });

  await test.step('the resolution reaches both phones and the server', async () => {
    for (const { page } of [one, other]) {
      await expect(page.getByText('两人记得不一样')).toHaveCount(0);
      const tails = await member.phoneTails(page);
      expect(tails).toContain('0001');
      expect(tails).not.toContain('0002');
    }
    const resolved = (await cast.client.pull()).households.find(({ id }) => id === door);
    expect(resolved?.disputes).toEqual([]);
    expect(resolved?.facts.phones).toContain('13900000001');
    expect(resolved?.facts.phones).not.toContain('13900000002');
  });
});
