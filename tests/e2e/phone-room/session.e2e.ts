// Signing in, expiring, handing over: nothing that was recorded is lost, nothing of a grid stays that was taken away.

import type { Page } from '@playwright/test';
import { gridSeed } from '../harness/seeded-folder.ts';
import { onDisk } from './on-disk.ts';
import { expect, test } from '../harness/journey.ts';
import {
  allReceived,
  enrol,
  fates,
  openGrid,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  replicaDatabases,
} from './phone-room.ts';

const member = 's003';
const colleague = 's004';

const kindOf = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { session } = window.phone.now;
    return session.kind === 'signed-in' && session.isExpired ? 'expired' : session.kind;
  });

test('ENROL-1 an expired session records on; only the same person may sign in again, and all is sent', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);

  // Whatever asks first when the server is back is turned away.
  phone.faults.expectStatus(401);
  await onDisk(server, 'UPDATE devices SET expires_at = 1');
  await server.start();
  await recordAtFreshDoors(phone.page, 2);
  await expect.poll(() => kindOf(phone.page)).toBe('expired');
  expect(await fates(phone.page)).toEqual(['received', 'saved', 'saved']);
  expect(await phone.page.evaluate(() => window.phone.now.status.problem)).toBe('session-expired');

  phone.faults.expectStatus(409);
  expect(await enrol(phone.page, server, colleague)).toMatchObject({ code: 'unsent' });
  expect(await enrol(phone.page, server, member)).toEqual({ kind: 'enrolled' });
  await allReceived(phone.page);
  expect(await fates(phone.page)).toEqual(['received', 'received', 'received']);
});

test('ENROL-2 somebody else begins with an empty phone once everything is sent', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
  // The link is asked for the kept device first, and turned away unused.
  phone.faults.expectStatus(409);
  expect(await enrol(phone.page, server, colleague)).toEqual({ kind: 'enrolled' });
  expect(await replicaDatabases(phone.page)).toEqual([]);
  await openGrid(phone.page);
  expect(await fates(phone.page)).toEqual([]);
  await proven(phone.page);
  // What is still on its way when the session ends is turned away.
  phone.faults.expectStatus(401);
  expect(await phone.page.evaluate(() => window.phone.app.signOut())).toBe(true);
  expect(await kindOf(phone.page)).toBe('signed-out');
  expect(await replicaDatabases(phone.page)).toEqual([]);
});

test('a grid that is taken away hands over what it holds, then nothing of it stays', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  await proven(phone.page);
  await server.kill();
  await recordAtFreshDoors(phone.page, 2);
  await phone.page.evaluate(() => window.phone.app.writeDraft('h1', { note: 'half' }));
  await onDisk(server, `DELETE FROM grants WHERE staff = '${member}'`);
  await server.start();
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await phone.page.waitForFunction(() => window.phone.now.grid.kind === 'revoked');
  await expect.poll(() => replicaDatabases(phone.page)).toEqual([]);
  const left = await phone.page.evaluate(async () => {
    const { pending, refused } = window.phone.now.status;
    return { pending, refused };
  });
  expect(left.pending).toBe(0);
});

test('TAB-1 a second tab takes over; the first one lets go', async ({ field }) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  await openGrid(phone.page);
  const [door = ''] = await recordAtFreshDoors(phone.page, 1);
  const second = await phone.newTab();
  await openRoom(second, server);
  expect(await kindOf(second)).toBe('elsewhere');
  await second.evaluate(() => window.phone.app.takeOver());
  expect(await kindOf(second)).toBe('signed-in');
  await expect.poll(() => kindOf(phone.page)).toBe('elsewhere');
  await openGrid(second);
  expect(
    await second.evaluate((id) => {
      const { grid } = window.phone.now;
      return grid.kind === 'open' ? grid.view.standings.get(id)?.state : '';
    }, door),
  ).toBe('no-answer');
  await recordAtFreshDoors(second, 1);
  await allReceived(second);
});
