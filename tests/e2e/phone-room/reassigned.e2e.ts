// Doors change hands while the phone that had them is without a network: what it recorded meanwhile is neither refused nor
// lost, and whoever has the doors now sees it, with the name of who was there.

import { expect, test } from '../harness/journey.ts';
import { gridSeed } from '../harness/seeded-folder.ts';
import { settleIn } from './hand-over-room.ts';
import { allReceived, fates, pageFolder, recordAtFreshDoors, standingOf } from './phone-room.ts';

const leader = 's002';
const old = 's003';
const heir = 's004';

test('a late report for doors that were given to another member is taken, and seen by the new owner', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const [first, second, third] = [
    await field.phone(server),
    await field.phone(server),
    await field.phone(server),
  ];
  await settleIn(first.page, server, { staff: old });
  await settleIn(second.page, server, { staff: heir });
  await settleIn(third.page, server, { staff: leader });
  await first.setOffline(true);
  const doors = await recordAtFreshDoors(first.page, 2);

  await third.page.evaluate(
    async ({ households, member }) => void (await window.phone.app.assignDoors(households, member)),
    { households: doors, member: heir },
  );
  await allReceived(third.page);
  const seenBySecond = (id: string) =>
    second.page.evaluate(async (household) => {
      const { app, now } = window.phone;
      const visits = await app.visitsOf(household);
      const assignee =
        now.grid.kind === 'open' ? now.grid.view.households.get(household)?.assignee : '';
      return `${assignee}: ${visits.map(({ member }) => member).join()}`;
    }, id);
  await expect.poll(() => seenBySecond(doors[0] ?? '')).toBe(`${heir}: `);

  await first.setOffline(false);
  await allReceived(first.page);
  expect(await fates(first.page)).toEqual(['received', 'received']);
  for (const door of doors) {
    await expect.poll(() => seenBySecond(door)).toBe(`${heir}: ${old}`);
    expect(await standingOf(second.page, door)).toBe('no-answer');
  }
});
