// What is stored is proven, not believed: harm is found on start, while running and by the weekly look, and only what is
// harmed is fetched again.

import type { Page } from '@playwright/test';
import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import { enrol, openGrid, openRoom, pageFolder, proven } from './phone-room.ts';
import { createProxy } from './proxy.ts';
import { storedRows, tamper } from './tampering.ts';

const member = 's003';
const weekMs = 7 * 24 * 3_600_000;

/** Whether the line has said that it repairs, from now on. */
const watchRepairing = (page: Page): Promise<void> =>
  page.evaluate(() => {
    document.title = '';
    window.phone.app.status.subscribe(({ isRepairing }) => {
      if (isRepairing) document.title = 'was repairing';
    });
  });
const hasRepaired = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => document.title === 'was repairing' && !window.phone.now.status.isRepairing,
    undefined,
    { timeout: 40_000 },
  );

test('REPAIR-1 COPY-2 rows altered, deleted and added under the app are found on start and repaired, by a fraction of a load', async ({
  field,
}) => {
  const proxy = await createProxy(
    await field.server(gridSeed(900, 3000), { app: await pageFolder() }),
  );
  const phone = await field.phone(proxy.server);
  await openRoom(phone.page, proxy.server);
  await enrol(phone.page, proxy.server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  const whole = await storedRows(phone.page);

  await phone.page.goto(`${proxy.server.origin}/nothing.html`);
  await tamper(phone.page, 'visits', 4);
  await tamper(phone.page, 'households', 2);
  proxy.sent = 0;
  proxy.bytesByPath.clear();
  const size = proxy.answers[0]?.size ?? 0;
  await openRoom(phone.page, proxy.server);
  await watchRepairing(phone.page);
  await openGrid(phone.page);
  await hasRepaired(phone.page);
  await proven(phone.page);
  expect(await storedRows(phone.page)).toEqual(whole);
  const repaired = [...proxy.bytesByPath].filter(([path]) => /\/(buckets|digest)\//.test(path));
  const bytes = repaired.reduce((sum, [, some]) => sum + some, 0);
  expect([bytes > 0, proxy.sent]).toEqual([true, 0]);
  expect(bytes).toBeLessThan(size / 2);
  test.info().annotations.push({ type: 'bytes', description: `${bytes} of ${size}` });
  proxy.close();
});

test('COPY-5 what is harmed while the app runs is found by the weekly look from scratch', async ({
  field,
}) => {
  const server = await field.server(gridSeed(300, 600), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  const whole = await storedRows(phone.page);
  await tamper(phone.page, 'households', 1);
  await watchRepairing(phone.page);
  await phone.page.evaluate((ms) => {
    const now = Date.now;
    Date.now = () => now() + ms;
  }, weekMs + 1000);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await hasRepaired(phone.page);
  expect(await storedRows(phone.page)).toEqual(whole);
});

test('REPLICA-6 a database that is deleted under the running app is noticed and filled again', async ({
  field,
}) => {
  const server = await field.server(gridSeed(60, 40), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  const whole = await storedRows(phone.page);
  await watchRepairing(phone.page);
  await phone.page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases())
      if (name.endsWith('--households')) indexedDB.deleteDatabase(name);
  });
  await hasRepaired(phone.page);
  await expect.poll(() => storedRows(phone.page)).toEqual(whole);
  await proven(phone.page);
});
