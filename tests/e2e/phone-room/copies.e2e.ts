// The replica on a real phone: what is stored is proven, and what was lost comes back.

import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import {
  enrol,
  openGrid,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  replicaDatabases,
  standingOf,
} from './phone-room.ts';

const member = 's003';

test('PROOF-1 REPLICA-4 a page that could not be stored is noticed, and fetched again from before it', async ({
  field,
}) => {
  const server = await field.server(gridSeed(60, 40), { app: await pageFolder() });
  const phone = await field.phone(server);
  const other = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  const before = await replicaDatabases(phone.page);

  // The next write of households fails once, as a full disk makes it fail.
  await phone.page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
      if (!this.transaction.db.name.endsWith('--households')) return put.apply(this, given);
      IDBObjectStore.prototype.put = put;
      throw new DOMException('no room', 'QuotaExceededError');
    };
  });
  await openRoom(other.page, server);
  await enrol(other.page, server, member);
  await openGrid(other.page);
  const [door = ''] = await recordAtFreshDoors(other.page, 1);

  await expect.poll(() => standingOf(phone.page, door)).toBe('no-answer');
  await expect
    .poll(() => phone.page.evaluate(() => window.phone.now.status.isRepairing))
    .toBe(false);
  expect(await replicaDatabases(phone.page)).toEqual(before);
  await proven(phone.page);
});

test('a database that was deleted under the app is filled again', async ({ field }) => {
  const server = await field.server(gridSeed(60, 40), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);

  // Another page of the same origin: nothing holds the databases open there.
  await phone.page.goto(`${server.origin}/nothing.html`);
  await phone.page.evaluate(async () => {
    for (const { name = '' } of await indexedDB.databases())
      if (name.endsWith('--households'))
        await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
  });
  await openRoom(phone.page, server);
  await openGrid(phone.page);
  await phone.page.waitForFunction(() => window.phone.now.status.digestAgreedAt !== null);
  const shown = await phone.page.evaluate(() =>
    window.phone.now.grid.kind === 'open' ? window.phone.now.grid.view.households.size : 0,
  );
  expect(shown).toBe(60);
});

test('COPY-3 a load by pages that was killed goes on where it stopped', async ({ field }) => {
  const server = await field.server(gridSeed(900, 3000), { app: await pageFolder() });
  const phone = await field.phone(server);
  // A browser that cannot unpack a file loads by pages.
  const withoutUnpacking = () =>
    phone.page.addInitScript(() => Reflect.deleteProperty(globalThis, 'DecompressionStream'));
  await withoutUnpacking();
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  // The first page's checkpoint has been written: from here on the load must not begin again.
  await phone.page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
      if ((given[0] as { id?: string }).id === 'down|1')
        this.transaction.addEventListener('complete', () => (document.title = 'page stored'));
      return put.apply(this, given);
    };
    void window.phone.app.openGrid('g001');
  });
  await phone.page.waitForFunction(() => document.title === 'page stored');
  await phone.kill();

  await phone.start();
  await withoutUnpacking();
  const fetched: string[] = [];
  const starts: number[] = [];
  phone.page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    fetched.push(pathname);
    if (pathname !== '/api/v1/pull' || starts.length > 0) return;
    const numbers = (request.postData() ?? '').matchAll(/"g001":(\d+)/g);
    starts.push(...[...numbers].map(([, number]) => Number(number)));
  });
  await openRoom(phone.page, server);
  await openGrid(phone.page);
  await phone.page.waitForFunction(() => window.phone.now.status.digestAgreedAt !== null);
  expect(fetched.filter((path) => path.startsWith('/api/v1/snapshot'))).toEqual([]);
  expect(Math.max(...starts)).toBeGreaterThan(0);
});
