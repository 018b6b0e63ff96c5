import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { copyOfApp, newVersionMark, putNewVersion } from './harness/new-version.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('an update of the app waits while a form is open, and is applied when asked for', async ({
  field,
}) => {
  const app = copyOfApp();
  const server = await field.server(gridSeed(36, 6), { app });
  const cast = await castOf(server);
  const [door, other] = unvisited(cast).filter(isKnown);
  const { page } = await field.phone(server);
  const mark = page.locator(`meta[name="${newVersionMark}"]`);
  const prompt = page.getByRole('region', { name: '有新版本' });
  await member.signIn(page, await server.invite(staff.members[0]));
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));

  await test.step('a form is half filled', async () => {
    await member.openBuilding(page, cast.building);
    await member.openRecord(page, door?.id ?? '');
    await page.getByLabel('备注').fill('门口有药盒');
  });

  await test.step('a new version is deployed and found', async () => {
    await server.kill();
    putNewVersion(app);
    await server.start();
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update();
    });
    await expect
      .poll(() =>
        page.evaluate(
          async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state,
        ),
      )
      .toBe('installed');
  });

  await test.step('the form is as it was, and nothing asks to leave it', async () => {
    await expect(page.getByLabel('备注')).toHaveValue('门口有药盒');
    await expect(prompt).toHaveCount(0);
    await expect(mark).toHaveCount(0);
    await member.addPersonToForm(page, '丙演示');
    await member.saveRecord(page);
  });

  await test.step('then the prompt is there, and the old version works on until it is told', async () => {
    await expect(prompt).toBeVisible();
    await member.recordAllWell(page, other?.id ?? '');
    await expect(mark).toHaveCount(0);
  });

  await test.step('the new version is applied, with everything recorded', async () => {
    await prompt.getByRole('button', { name: '更新' }).click();
    await expect(mark).toHaveCount(1);
    await expect(member.statusLine(page)).toContainText('全部已收到');
    await expect(member.cellOf(page, other?.id ?? '')).toHaveAccessibleName(/已登记/);
    await expect(prompt).toHaveCount(0);
    const { visits } = await cast.client.pull();
    expect(
      visits.filter(({ household }) => [door?.id, other?.id].includes(household)),
    ).toHaveLength(2);
  });
});
