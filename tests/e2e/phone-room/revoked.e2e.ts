// A grid is taken away from a phone: what it still holds is handed over, then not a byte of the grid stays, and the server
// has that in writing.

import type { Page } from '@playwright/test';
import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import type { Server } from '../harness/server.ts';
import { askDisk, changeDisk, settleIn, verdictsOf } from './hand-over-room.ts';
import { openRoom, pageFolder, recordAtFreshDoors } from './phone-room.ts';
import { everythingKept, personalTexts } from './what-is-left.ts';

const member = 's003';

const withdraw = (server: Server): void =>
  changeDisk(server, `DELETE FROM grants WHERE staff = '${member}'`);

/** When the receipt came, 0 before. */
const returnedAt = (server: Server, device: string): number => {
  const sql = 'SELECT received_at FROM receipts WHERE grid = ? AND device = ?';
  return Number(askDisk(server, sql, 'g001', device)[0]?.['received_at'] ?? 0);
};

/** Whatever of these texts is still on the phone. */
const leftOf = async (page: Page, texts: string[]): Promise<string[]> => {
  const kept = await everythingKept(page);
  return texts.filter((text) => kept.includes(text));
};

const fillMemory = (page: Page): Promise<unknown> =>
  page.evaluate(async () => {
    const { app, now } = window.phone;
    const [household = ''] = now.grid.kind === 'open' ? [...now.grid.view.households.keys()] : [];
    await app.writeDraft(household, { note: 'half' });
    await caches
      .open('answers')
      .then((cache) => cache.put('/api/v1/snapshot/g001', new Response('{"h":"赵"}')));
    return [await app.coverage(''), await app.phones('g001')];
  });

test('RECEIPT-1 RECEIPT-2 offline with unsent events while the grid changed hands: all arrives, nothing stays, the server is told', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  phone.faults.expectStatus(403);
  const device = await settleIn(phone.page, server, { staff: member });
  const texts = await personalTexts(phone.page);
  expect(texts.length).toBeGreaterThan(40);
  await fillMemory(phone.page);
  expect(await leftOf(phone.page, texts)).toEqual(texts);
  await phone.setOffline(true);
  await recordAtFreshDoors(phone.page, 3);
  withdraw(server);

  await phone.setOffline(false);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await phone.page.waitForFunction(() => window.phone.now.grid.kind === 'revoked');
  await expect.poll(() => returnedAt(server, device)).toBeGreaterThan(0);
  expect(verdictsOf(server, device)).toEqual(['quarantined', 'quarantined', 'quarantined']);
  expect(await leftOf(phone.page, texts)).toEqual([]);
});

test('RECEIPT-3 killed between deleting and the receipt: the server is told after the next start', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  phone.faults.expectStatus(403);
  const device = await settleIn(phone.page, server, { staff: member });
  const texts = await personalTexts(phone.page);
  await phone.page.route('**/api/v1/receipts', (route) => route.abort('connectionrefused'));
  withdraw(server);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await phone.page.waitForRequest('**/api/v1/receipts');
  await phone.kill();
  expect(returnedAt(server, device)).toBe(0);

  await phone.start();
  await openRoom(phone.page, server);
  await expect.poll(() => returnedAt(server, device)).toBeGreaterThan(0);
  expect(await leftOf(phone.page, texts)).toEqual([]);
});

test('RECEIPT-1 killed while the databases are being deleted: the rest goes at the next start', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  phone.faults.expectStatus(403);
  const device = await settleIn(phone.page, server, { staff: member });
  const texts = await personalTexts(phone.page);
  // The first database that is to go takes longer than the browser lives.
  await phone.page.evaluate(() => {
    IDBFactory.prototype.deleteDatabase = () => {
      document.title = 'deleting';
      return {} as IDBOpenDBRequest;
    };
  });
  withdraw(server);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await phone.page.waitForFunction(() => document.title === 'deleting');
  await phone.kill();
  expect(returnedAt(server, device)).toBe(0);

  await phone.start();
  await openRoom(phone.page, server);
  await expect.poll(() => returnedAt(server, device)).toBeGreaterThan(0);
  expect(await leftOf(phone.page, texts)).toEqual([]);
});
