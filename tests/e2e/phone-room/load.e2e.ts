// The first load over a bad network: every byte travels once.

import type { Page } from '@playwright/test';
import { createRandom } from '../../../src/testing/random.ts';
import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test, type Field } from '../harness/journey.ts';
import { until } from '../harness/process.ts';
import {
  allReceived,
  enrol,
  openGrid,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  replicaDatabases,
} from './phone-room.ts';
import { onDisk } from './on-disk.ts';
import { createProxy, type Proxy } from './proxy.ts';

const member = 's003';
const seed = gridSeed(900, 3000);
/** With doors left that nobody has visited. */
const begunSeed = gridSeed(900, 600);
const mostPiece = 20_000;
/** On a busy machine one piece may be lost between the network and the page. */
const slack = mostPiece;

const proxies: Proxy[] = [];
test.afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.close();
});

const between = async (field: Field, of = seed): Promise<Proxy> => {
  const proxy = await createProxy(await field.server(of, { app: await pageFolder() }));
  proxies.push(proxy);
  return proxy;
};

const loaded = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => window.phone.now.status.digestAgreedAt !== null, undefined, {
    timeout: 60_000,
  });

const start = (page: Page): Promise<void> =>
  page.evaluate(() => void window.phone.app.openGrid('g001'));

const leftOvers = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await indexedDB.databases())
      .map(({ name = '' }) => name)
      .filter((name) => name.endsWith('download')),
  );

for (const run of [1, 2, 3]) {
  test(`COPY-4 SNAP-1 cut at random bytes, the load goes on there (seed ${run})`, async ({
    field,
  }) => {
    const random = createRandom(`cuts ${run}`);
    const proxy = await between(field);
    const cuts = Array.from({ length: 8 }, () => random.int(1, mostPiece));
    proxy.trouble = () => {
      const after = cuts.shift();
      return after === undefined ? null : { after, then: 'cut' };
    };
    const phone = await field.phone(proxy.server);
    await openRoom(phone.page, proxy.server);
    await enrol(phone.page, proxy.server, member);
    await start(phone.page);
    await loaded(phone.page);
    const [first, ...later] = proxy.answers;
    expect(later).toHaveLength(8);
    expect(later.filter(({ status }) => status === 206).length).toBeGreaterThanOrEqual(7);
    expect(proxy.sent).toBeLessThanOrEqual((first?.size ?? 0) + slack);
    expect(await leftOvers(phone.page)).toEqual([]);
    await openGrid(phone.page);
    await proven(phone.page);
  });
}

test('COPY-4 SNAP-1 a browser killed in the middle of the load goes on there', async ({
  field,
}) => {
  const proxy = await between(field);
  const phone = await field.phone(proxy.server);
  for (const share of [0.3, 0.5]) {
    proxy.trouble = () => ({ after: Math.floor(30_000 * share), then: 'hang' });
    const before = proxy.answers.length;
    await openRoom(phone.page, proxy.server);
    if (share === 0.3) await enrol(phone.page, proxy.server, member);
    await start(phone.page);
    await until(async () => proxy.answers.length > before, 'the snapshot to be asked for');
    await phone.page.waitForTimeout(1500);
    await phone.kill();
    await phone.start();
  }
  proxy.trouble = () => null;
  await openRoom(phone.page, proxy.server);
  await start(phone.page);
  await loaded(phone.page);
  const [first, ...later] = proxy.answers;
  expect(later.map(({ status, from }) => [status, from])).toEqual([
    [206, 9000],
    [206, 24_000],
  ]);
  expect(proxy.sent).toBeLessThanOrEqual((first?.size ?? 0) + slack);
  await openGrid(phone.page);
  await proven(phone.page);
});

test('SNAP-2 a grid that moved on while the load was cut begins anew, and only then', async ({
  field,
}) => {
  const proxy = await between(field, begunSeed);
  const other = await field.phone(proxy.server);
  await openRoom(other.page, proxy.server);
  await enrol(other.page, proxy.server, member);
  await openGrid(other.page);
  await proven(other.page);
  proxy.answers.length = 0;
  proxy.sent = 0;

  proxy.trouble = () => ({ after: 12_000, then: 'hang' });
  const phone = await field.phone(proxy.server);
  await openRoom(phone.page, proxy.server);
  await enrol(phone.page, proxy.server, member);
  await start(phone.page);
  await until(async () => proxy.answers.length === 1, 'the snapshot to be asked for');
  // Time to store what came, and none to give up waiting and ask again.
  await phone.page.waitForTimeout(1000);
  await phone.kill();
  await recordAtFreshDoors(other.page, 1);
  await allReceived(other.page);
  await phone.start();
  proxy.trouble = () => null;
  await openRoom(phone.page, proxy.server);
  await start(phone.page);
  await loaded(phone.page);
  expect(proxy.answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(proxy.sent).toBe(12_000 + (proxy.answers[1]?.size ?? 0));
  await proven(phone.page);
});

test('COPY-1 the old copy stays in use until the new one is complete and proven', async ({
  field,
}) => {
  const proxy = await between(field);
  const phone = await field.phone(proxy.server);
  await openRoom(phone.page, proxy.server);
  await enrol(phone.page, proxy.server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  const before = await replicaDatabases(phone.page);

  // Another epoch: nothing that is stored may be trusted.
  proxy.trouble = () => ({ after: 9000, then: 'hang' });
  const asked = proxy.answers.length;
  await onDisk(proxy.server, "UPDATE meta SET value = 'restored' WHERE key = 'epoch'");
  await proxy.server.start();
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await until(async () => proxy.answers.length > asked, 'the new snapshot to be asked for');
  await phone.kill();
  await phone.start();
  await openRoom(phone.page, proxy.server);
  await openGrid(phone.page);
  const during = await replicaDatabases(phone.page);
  expect(during.filter((name) => before.includes(name))).toEqual(before);

  proxy.trouble = () => null;
  await phone.kill();
  await phone.start();
  await openRoom(phone.page, proxy.server);
  await openGrid(phone.page);
  await expect.poll(() => replicaDatabases(phone.page)).toHaveLength(3);
  expect(await replicaDatabases(phone.page)).not.toEqual(before);
  await proven(phone.page);
  expect(await leftOvers(phone.page)).toEqual([]);
});
