import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('a second tab says that the app is open elsewhere, and takes over when told to', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const [door, ...others] = unvisited(cast).filter(isKnown);
  const phone = await field.phone(server);
  const first = phone.page;
  await member.signIn(first, await server.invite(staff.members[0]));
  await member.openBuilding(first, cast.building);

  const second = await phone.newTab();
  await test.step('the second tab says so, and the first goes on working', async () => {
    await second.goto(server.origin);
    await expect(second.getByText('已在另一个窗口打开')).toBeVisible();
    await member.recordAllWell(first, door?.id ?? '');
  });

  await test.step('the second takes over: it shows what the first recorded, and the first lets go', async () => {
    await second.getByRole('button', { name: '在这里用' }).click();
    await expect(second.getByRole('heading', { level: 1, name: '今天' })).toBeVisible();
    await expect(first.getByText('已在另一个窗口打开')).toBeVisible();
    await member.openBuilding(second, cast.building);
    await expect(member.cellOf(second, door?.id ?? '')).toHaveAccessibleName(/已登记/);
    await member.recordAllWell(second, others[0]?.id ?? '');
    await expect(member.statusLine(second)).toContainText('全部已收到');
  });

  await test.step('the first takes over again', async () => {
    await first.getByRole('button', { name: '在这里用' }).click();
    await expect(second.getByText('已在另一个窗口打开')).toBeVisible();
    await expect(member.cellOf(first, others[0]?.id ?? '')).toHaveAccessibleName(/已登记/);
  });
});
