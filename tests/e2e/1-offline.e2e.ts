import type { Page } from '@playwright/test';
import { castOf, isKnown, staff, unvisited, type Cast } from './harness/cast.ts';
import type { WireHousehold } from './harness/client.ts';
import { expect, test } from './harness/journey.ts';
import { openBoard } from './harness/leader-screens.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

/** A visit that was recorded, and the word by which the matrix must show it. */
type Recorded = { household: string; disposition: string; shown: RegExp };
type Way = { disposition: string; shown: RegExp; act: member.Act };

/** Every disposition: with the door that is on no list, twenty visits. */
const nineteenWays: Way[] = [
  ...Array.from({ length: 5 }, () => ({
    disposition: 'complete',
    shown: /已登记/,
    act: member.recordAllWell,
  })),
  { disposition: 'partial', shown: /登记不全/, act: member.recordHalfAnswered },
  { disposition: 'no-one-home', shown: /没人应/, act: member.recordNoOneHome },
  { disposition: 'no-one-home', shown: /没人应/, act: member.recordNoOneHome },
  { disposition: 'postponed', shown: /约好/, act: member.recordPostponed },
  { disposition: 'postponed', shown: /约好/, act: member.recordPostponed },
  { disposition: 'refused', shown: /拒访/, act: member.recordRefused },
  { disposition: 'refused', shown: /拒访/, act: member.recordRefused },
  { disposition: 'vacant', shown: /空户待核/, act: member.recordVacant },
  { disposition: 'no-access', shown: /进不去/, act: member.recordMore('no-access') },
  { disposition: 'no-one-able', shown: /没人应/, act: member.recordMore('no-one-able') },
  { disposition: 'unable', shown: /没法回答/, act: member.recordMore('unable') },
  { disposition: 'not-found', shown: /找不到/, act: member.recordMore('not-found') },
  { disposition: 'not-a-dwelling', shown: /空户待核/, act: member.recordMore('not-a-dwelling') },
  { disposition: 'demolished', shown: /空户待核/, act: member.recordMore('demolished') },
];

/** Doors that nobody has visited, those with known families first. */
const doorsFor = (cast: Cast): WireHousehold[] => {
  const doors = unvisited(cast);
  return [...doors.filter(isKnown), ...doors.filter((door) => !isKnown(door))];
};

async function recordTwenty(page: Page, doors: WireHousehold[]): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const [index, { disposition, shown, act }] of nineteenWays.entries()) {
    const household = doors[index]?.id ?? '';
    await act(page, household);
    recorded.push({ household, disposition, shown });
  }
  const found = await member.addDoor(page, '799');
  await member.recordOpenDoor(page, '799', '拒访');
  return [...recorded, { household: found, disposition: 'refused', shown: /拒访/ }];
}

const line = (parts: { household: string; disposition: string }): string =>
  `${parts.household} ${parts.disposition}`;

test('twenty visits recorded without a network survive a killed browser and reach the leader', async ({
  field,
}) => {
  const server = await field.server(gridSeed(72, 3));
  const cast = await castOf(server);
  const phone = await field.phone(server);
  const leader = await field.phone(server);

  await test.step('member and leader enrol, and the grid loads', async () => {
    await member.signIn(phone.page, await server.invite(staff.members[0]));
    await expect(member.statusLine(phone.page)).toContainText('核对一致');
    await member.signIn(leader.page, await server.invite(staff.leader), '查漏');
    await openBoard(leader.page, cast.doors[0]?.id ?? '');
  });

  await test.step('the server is killed, the browser closed, and started without a network', async () => {
    await server.kill();
    await leader.setOffline(true);
    await phone.close();
    await phone.start({ offline: true });
    await member.openApp(phone.page, server.origin);
    await member.openBuilding(phone.page, cast.building);
  });

  const recorded = await test.step('twenty visits are recorded by tapping', () =>
    recordTwenty(phone.page, doorsFor(cast)));
  expect(recorded).toHaveLength(20);

  await test.step('the browser is killed straight after the last save; all 20 are there', async () => {
    await phone.kill();
    await phone.start({ offline: true });
    await member.openApp(phone.page, server.origin);
    await expect(member.statusLine(phone.page)).toContainText('21 条未上传');
    await member.openBuilding(phone.page, cast.building);
    for (const { household, shown } of recorded) {
      await expect(member.cellOf(phone.page, household)).toHaveAccessibleName(shown);
      await expect(member.cellOf(phone.page, household)).toHaveAccessibleName(/未上传/);
    }
  });

  await test.step('the server returns: the leader sees all 20 without a reload', async () => {
    await leader.page.evaluate(() => Object.assign(window, { isStillTheSamePage: true }));
    await server.start();
    await phone.setOffline(false);
    await leader.setOffline(false);
    for (const { household, shown } of recorded)
      await expect(member.cellOf(leader.page, household)).toHaveAccessibleName(shown, {
        timeout: 30_000,
      });
    expect(await leader.page.evaluate(() => 'isStillTheSamePage' in window)).toBe(true);
  });

  await test.step('the status says that all is received, and the server agrees', async () => {
    await expect(member.statusLine(phone.page)).toContainText('全部已收到');
    await expect(member.statusLine(phone.page)).toContainText('核对一致');
    const before = new Set(cast.grid.visits.map(({ id }) => id));
    const arrived = (await cast.client.pull()).visits.filter(({ id }) => !before.has(id));
    expect(arrived.map(line).sort()).toEqual(recorded.map(line).sort());
    expect(new Set(arrived.map(({ member: by }) => by))).toEqual(new Set([staff.members[0]]));
  });

  await test.step('each event is in the ledger exactly once', async () => {
    const known = new Set(cast.ledger.map(({ event }) => event.id));
    const entries = (await cast.client.ledger()).filter(({ event }) => !known.has(event.id));
    expect(entries.map(({ n, verdict, fork }) => ({ n, verdict, fork }))).toEqual(
      Array.from({ length: 21 }, (_, index) => ({ n: index + 1, verdict: 'accepted', fork: '' })),
    );
    expect(new Set(entries.map(({ device }) => device)).size).toBe(1);
  });
});
