import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';
import { countTaps } from './harness/taps.ts';

test('all well and no one home take at most three taps from the matrix and back', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const [known, ...others] = unvisited(cast).filter(isKnown);
  const [absent] = others;
  const { page } = await field.phone(server);
  await member.signIn(page, await server.invite(staff.members[0]));
  await member.openBuilding(page, cast.building);

  await test.step('a household known from before is all well', async () => {
    const taps = await countTaps(page);
    await member.recordAllWell(page, known?.id ?? '');
    await expect(member.cellOf(page, known?.id ?? '')).toHaveAccessibleName(/已登记/);
    expect(await taps()).toBeGreaterThan(0);
    expect(await taps()).toBeLessThanOrEqual(3);
  });

  await test.step('nobody opens', async () => {
    const taps = await countTaps(page);
    await member.recordNoOneHome(page, absent?.id ?? '');
    await expect(member.cellOf(page, absent?.id ?? '')).toHaveAccessibleName(/没人应/);
    expect(await taps()).toBeGreaterThan(0);
    expect(await taps()).toBeLessThanOrEqual(3);
  });

  await test.step('undo takes the last one back', async () => {
    await page.getByRole('button', { name: /^撤销/ }).click();
    await expect(member.cellOf(page, absent?.id ?? '')).toHaveAccessibleName(/未走访/);
  });
});
