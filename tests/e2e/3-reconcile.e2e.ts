import type { Page } from '@playwright/test';
import { castOf, isKnown, recountOpen, staff, type Cast } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as leaderScreens from './harness/leader-screens.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

/** Waits until the leader's one number is that of the journey's own recount, and the doors of the recount are as they should be. */
const expectSameCount = (
  cast: Cast,
  leaderPage: Page,
  check: (open: string[]) => void = () => undefined,
): Promise<void> =>
  expect(async () => {
    const open = await recountOpen(cast);
    check(open);
    expect(await leaderScreens.openCount(leaderPage).innerText()).toBe(String(open.length));
  }).toPass({ timeout: 20_000 });

test("the leader's open count is the recount of the server's events, down to zero", async ({
  field,
}) => {
  const server = await field.server(gridSeed(12, 7));
  const cast = await castOf(server);
  const { page } = await field.phone(server);
  const leader = (await field.phone(server)).page;
  await member.signIn(page, await server.invite(staff.members[0]));
  await member.signIn(leader, await server.invite(staff.leader), '查漏');
  const start = await recountOpen(cast);
  await expectSameCount(cast, leader);
  const openOf = new Set(start);
  const doors = cast.grid.households.filter(({ id }) => openOf.has(id));
  const [silent, refused, empty] = doors.filter(isKnown).map(({ id }) => id);

  await test.step('visits that close nothing leave it as it is', async () => {
    await member.openBuilding(page, cast.building);
    await member.recordNoOneHome(page, silent ?? '');
    await member.recordRefused(page, refused ?? '');
    await member.recordVacant(page, empty ?? '');
    await expect(member.statusLine(page)).toContainText('全部已收到');
    await expectSameCount(cast, leader, (open) => expect(open).toHaveLength(start.length));
  });

  await test.step('a door found in the field is one more', async () => {
    const found = await member.addDoor(page, '99');
    await member.recordOpenDoor(page, '99', '空户');
    await expectSameCount(cast, leader, (open) =>
      expect([...open].sort()).toEqual([...start, found].sort()),
    );
  });

  await test.step('families that are all well close their doors, the empty and the silent one included', async () => {
    const known = doors.filter(isKnown).map(({ id }) => id);
    for (const id of known) if (id !== refused) await member.recordAllWell(page, id);
    await expectSameCount(cast, leader, (open) =>
      expect(open.filter((id) => known.includes(id))).toEqual([refused]),
    );
  });

  await test.step('the leader decides the rest, but for the refused door', async () => {
    expect((await recountOpen(cast)).length).toBeGreaterThan(1);
    await leaderScreens.decideGroupsBut(leader, '拒访');
    await expectSameCount(cast, leader, (open) => expect(open).toEqual([refused]));
  });

  await test.step("closing the last door brings it to zero, without a touch on the leader's phone", async () => {
    await member.recordAllWell(page, refused ?? '');
    await expectSameCount(cast, leader, (open) => expect(open).toEqual([]));
    await expect(leader.getByText('没有门还开着')).toBeVisible();
  });
});
