// What one phone cannot send is carried by another: nothing is lost, nothing counts twice, and both phones agree afterwards.

import { demoSeed, gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import {
  askDisk,
  carriedFates,
  changeDisk,
  pack,
  settleIn,
  take,
  verdictsOf,
} from './hand-over-room.ts';
import {
  allReceived,
  fates,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  standingOf,
} from './phone-room.ts';

const member = 's003';
const colleague = 's004';

test('HAND-4 a colleague brings what this phone could not send; delivered twice it counts once, and both phones agree', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const carrier = await field.phone(server);
  const second = await field.phone(server);
  const device = await settleIn(phone.page, server, { staff: member });
  await settleIn(carrier.page, server, { staff: colleague });
  await settleIn(second.page, server, { staff: 's002' });
  await phone.setOffline(true);
  const doors = await recordAtFreshDoors(phone.page, 3);
  const bundle = await pack(phone.page);
  expect(await fates(phone.page)).toEqual(['saved', 'saved', 'saved']);

  const label = { device, events: 3 };
  expect(await take(carrier.page, bundle)).toMatchObject({ kind: 'taken', isNew: true, label });
  expect(await take(carrier.page, bundle)).toMatchObject({ kind: 'taken', isNew: false });
  await expect.poll(() => carriedFates(carrier.page)).toEqual(['delivered']);
  expect(verdictsOf(server, device)).toEqual(['accepted', 'accepted', 'accepted']);
  await expect.poll(() => standingOf(carrier.page, doors[0] ?? '')).toBe('no-answer');

  expect(await take(second.page, bundle)).toMatchObject({ kind: 'taken', isNew: true });
  await expect.poll(() => carriedFates(second.page)).toEqual(['delivered']);
  expect(verdictsOf(server, device)).toHaveLength(3);

  // One more was recorded after the bundle was packed: the first phone sends it itself.
  await recordAtFreshDoors(phone.page, 1);
  await phone.setOffline(false);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await allReceived(phone.page);
  expect(await fates(phone.page)).toEqual(['received', 'received', 'received', 'received']);
  expect(verdictsOf(server, device)).toEqual(Array(4).fill('accepted'));
  for (const one of [phone, carrier, second]) await proven(one.page);

  // Late, after the first phone has sent everything itself, it changes nothing either.
  const own = await take(phone.page, bundle);
  expect(own).toMatchObject({ kind: 'refused', code: 'own' });
  expect(await phone.page.evaluate(() => window.phone.app.packPending())).toBeNull();
});

test('CARRY-1 what is carried outlives a killed browser without network; nobody signs out with it', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const carrier = await field.phone(server);
  const device = await settleIn(phone.page, server, { staff: member });
  await settleIn(carrier.page, server, { staff: colleague });
  await phone.setOffline(true);
  await recordAtFreshDoors(phone.page, 2);
  await server.kill();
  expect(await take(carrier.page, await pack(phone.page))).toMatchObject({ kind: 'taken' });
  expect(await carrier.page.evaluate(() => window.phone.app.signOut())).toBe(false);
  await carrier.kill();

  await server.start();
  carrier.faults.expectStatus(409);
  await carrier.start();
  await openRoom(carrier.page, server);
  await expect.poll(() => carriedFates(carrier.page)).toEqual(['delivered']);
  expect(verdictsOf(server, device)).toEqual(['accepted', 'accepted']);
  await phone.setOffline(false);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await allReceived(phone.page);
  await proven(phone.page);
});

test('HAND-4 carried by a phone of another grid, the right withdrawn meanwhile: kept apart, and nothing of the grid stays', async ({
  field,
}) => {
  const server = await field.server(demoSeed, { app: await pageFolder() });
  const memberOf = (grid: string): string => {
    const sql = "SELECT staff FROM grants WHERE scope = ? AND role = 'member' ORDER BY staff";
    return String(askDisk(server, sql, grid)[0]?.['staff']);
  };
  const leaver = memberOf('g001');
  const phone = await field.phone(server);
  const carrier = await field.phone(server);
  const device = await settleIn(phone.page, server, { staff: leaver });
  await settleIn(carrier.page, server, { staff: memberOf('g002'), grid: 'g002' });
  phone.faults.expectStatus(403);
  await phone.setOffline(true);
  await recordAtFreshDoors(phone.page, 2);
  const bundle = await pack(phone.page);
  changeDisk(server, `DELETE FROM grants WHERE staff = '${leaver}'`);

  await take(carrier.page, bundle);
  await expect.poll(() => carriedFates(carrier.page)).toEqual(['delivered']);
  expect(
    await carrier.page.evaluate(() => window.phone.now.carried.map(({ fate }) => fate)),
  ).toMatchObject([{ refused: 2 }]);
  expect(verdictsOf(server, device)).toEqual(['quarantined', 'quarantined']);

  await phone.setOffline(false);
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await phone.page.waitForFunction(() => window.phone.now.grid.kind === 'revoked');
  await allReceived(phone.page);
  expect(verdictsOf(server, device)).toEqual(['quarantined', 'quarantined']);
});
