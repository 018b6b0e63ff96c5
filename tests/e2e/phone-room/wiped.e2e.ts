// The browser's storage is deleted, under the app or between two runs, whole or in part: nothing is written into the void, and
// the phone goes on as the person it was.

import type { Page } from '@playwright/test';
import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import type { Server } from '../harness/server.ts';
import { askDisk, settleIn } from './hand-over-room.ts';
import {
  allReceived,
  openGrid,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  standingOf,
} from './phone-room.ts';

const member = 's003';

/** What a person does in the browser's settings, and the browser when it makes room: all databases of the origin. */
const wipe = async (page: Page, server: Server): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: server.origin,
    storageTypes: 'indexeddb',
  });
  await session.detach();
};

const deleteDatabases = (page: Page, part: string): Promise<void> =>
  page.evaluate(async (text) => {
    for (const { name = '' } of await indexedDB.databases())
      if (name.includes(text))
        await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  }, part);

const recognised = (page: Page) =>
  page.evaluate(() => {
    const { session } = window.phone.now;
    return session.kind === 'signed-out' ? session.recognised : null;
  });

const goOn = async (page: Page): Promise<string> => {
  await expect.poll(() => recognised(page)).not.toBeNull();
  expect(await page.evaluate(() => window.phone.app.reEnrol())).toEqual({ kind: 'enrolled' });
  await openGrid(page);
  await proven(page);
  return page.evaluate(() => window.phone.app.newPersonId().split('.')[0] ?? '');
};

const wipedAt = (server: Server, device: string): unknown =>
  askDisk(server, 'SELECT wiped_at FROM devices WHERE id = ?', device)[0]?.['wiped_at'];

test('START-3 deleted under the running app: it says that nothing can be saved; after a reload the phone is recognised with what was lost', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const device = await settleIn(phone.page, server, { staff: member });
  await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
  // The server has heard of two records that never come: pushes are cut, a fetch announces them.
  await phone.page.route('**/api/v1/push', (route) => route.abort('connectionrefused'));
  await recordAtFreshDoors(phone.page, 2);
  await proven(phone.page);

  await wipe(phone.page, server);
  await expect(recordAtFreshDoors(phone.page, 1)).rejects.toThrow();
  await expect
    .poll(() => phone.page.evaluate(() => window.phone.now.session.kind))
    .toBe('no-storage');
  await phone.page.unroute('**/api/v1/push');

  await openRoom(phone.page, server);
  await expect
    .poll(() => recognised(phone.page))
    .toMatchObject({ lost: 2, oldestAt: expect.any(Number), name: expect.any(String) });
  const next = await goOn(phone.page);
  expect(next).not.toBe(device);
  expect(wipedAt(server, device)).toEqual(expect.any(Number));
  const [door = ''] = await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
  await proven(phone.page);
  expect(await standingOf(phone.page, door)).toBe('no-answer');
});

test('deleted between two runs: recognised, signed in again by itself, loaded again', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const device = await settleIn(phone.page, server, { staff: member });
  await phone.page.goto(`${server.origin}/nothing.html`);
  await wipe(phone.page, server);
  await openRoom(phone.page, server);
  expect(await goOn(phone.page)).not.toBe(device);
  await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
});

test('only the outbox is gone: the copies of the old device go too, and the phone goes on anew', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await settleIn(phone.page, server, { staff: member });
  await phone.page.goto(`${server.origin}/nothing.html`);
  await deleteDatabases(phone.page, 'outbox');
  await openRoom(phone.page, server);
  await goOn(phone.page);
  await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
});

test('only the copy of the grid is gone: it is loaded again, with what was recorded on top', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await settleIn(phone.page, server, { staff: member });
  await server.kill();
  const [door = ''] = await recordAtFreshDoors(phone.page, 1);
  await phone.page.goto('about:blank');
  await server.start();
  await phone.page.goto(`${server.origin}/nothing.html`);
  await deleteDatabases(phone.page, 'replica');
  await openRoom(phone.page, server);
  await openGrid(phone.page);
  await proven(phone.page);
  await allReceived(phone.page);
  expect(await standingOf(phone.page, door)).toBe('no-answer');
  expect(
    await phone.page.evaluate(() =>
      window.phone.now.grid.kind === 'open' ? window.phone.now.grid.view.households.size : 0,
    ),
  ).toBe(40);
});
