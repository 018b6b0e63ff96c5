import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as kept from './harness/kept-screens.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

const [old, heir] = staff.members;

test('what is reported after the right was taken away is kept, settled by the leader, and nothing of the grid stays on the phone', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const doors = unvisited(cast)
    .filter(isKnown)
    .map(({ id }) => id);
  const [first = '', second = '', third = ''] = doors;
  const phone = await field.phone(server);
  const leader = await field.phone(server);
  await member.signIn(phone.page, await server.invite(old));
  await member.signIn(leader.page, await server.invite(staff.leader), '查漏');

  await test.step('three visits are recorded without a network; meanwhile the doors go to another member', async () => {
    await phone.setOffline(true);
    await member.openBuilding(phone.page, cast.building);
    await member.recordAllWell(phone.page, first);
    await member.recordAllWell(phone.page, second);
    await member.recordRefused(phone.page, third);
    await server.command('revoke', '--staff', old, '--scope', cast.client.grid);
  });

  await test.step('the old phone hands everything over and keeps nothing', async () => {
    await phone.setOffline(false);
    await expect(phone.page.getByText('这个网格已不归你')).toBeVisible({ timeout: 30_000 });
    await expect(phone.page.getByText('全部记录已交给服务器')).toBeVisible({ timeout: 30_000 });
    // What is left once the receipt was sent: the number and hash at which the phone's log ended, for the day when the grid
    // is given back.
    await expect
      .poll(() => kept.tracesOf(phone.page, [cast.client.grid, first, second, third]))
      .toEqual([`gridsweep-outbox/chains: ${cast.client.grid}`]);
  });

  await test.step('the server has kept all three in the name of whoever made them', async () => {
    const entries = (await cast.client.ledger()).filter(({ verdict }) => verdict === 'quarantined');
    expect(entries.map(({ n, event }) => `${n} ${event.staff}`)).toEqual([
      `1 ${old}`,
      `2 ${old}`,
      `3 ${old}`,
    ]);
    expect(
      (await cast.client.pull()).visits.filter(({ household }) => doors.includes(household)),
    ).toEqual([]);
  });

  await test.step('the leader sees the phone that has given everything back, and the records', async () => {
    await kept.openKept(leader.page, server.origin);
    await expect(leader.page.getByText('3 条等你定')).toBeVisible();
  });

  await test.step('one is refused with a reason, two are taken in the name of the new owner', async () => {
    await kept.tick(leader.page, /拒访/);
    await kept.refuse(leader.page, '这一户已由别人走访');
    await kept.tickAll(leader.page);
    await kept.takeFor(leader.page, cast.grid.sheet.team.find(({ id }) => id === heir)?.name ?? '');
    await expect(leader.page.getByText('没有要定的')).toBeVisible({ timeout: 30_000 });
    await expect(leader.page.getByText('这一户已由别人走访')).toBeVisible();
  });

  await test.step('the visits are the new owner’s, and the board says that the old phone holds nothing', async () => {
    await expect
      .poll(async () =>
        (await cast.client.pull()).visits
          .filter(({ household }) => doors.includes(household))
          .map(({ household, member: by }) => `${household} ${by}`)
          .sort(),
      )
      .toEqual([`${first} ${heir}`, `${second} ${heir}`].sort());
    await leader.page.goto(`${server.origin}/board`);
    await expect(leader.page.getByText(/已交清,手机上不再有这个网格/)).toBeVisible();
  });
});
