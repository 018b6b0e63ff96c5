// A server that lost its disk: what it once acknowledged and lacks now comes back from the phones.

import { cpSync, rmSync } from 'node:fs';
import { emptyFolder, gridSeed } from '../harness/seeded-folder.ts';
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
  standingOf,
} from './phone-room.ts';
import { onDisk } from './on-disk.ts';

test('OUTBOX-6 a server restored from an older backup gets back what it lacks', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, 's003');
  await openGrid(phone.page);
  await proven(phone.page);
  const [first = ''] = await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
  await proven(phone.page);

  await server.kill();
  const backup = emptyFolder();
  cpSync(server.folder, backup, { recursive: true });
  await server.start();
  const [second = ''] = await recordAtFreshDoors(phone.page, 1);
  await allReceived(phone.page);
  await server.kill();
  rmSync(server.folder, { recursive: true });
  cpSync(backup, server.folder, { recursive: true });
  await onDisk(server, "UPDATE meta SET value = 'restored' WHERE key = 'epoch'");
  await server.start();

  await phone.page.evaluate(() => window.phone.app.syncNow());
  await proven(phone.page);
  await expect.poll(() => fates(phone.page)).toEqual(['received', 'received']);
  const witness = await field.phone(server);
  await openRoom(witness.page, server);
  await enrol(witness.page, server, 's003');
  await openGrid(witness.page);
  for (const door of [first, second])
    await expect.poll(() => standingOf(witness.page, door)).toBe('no-answer');
  await expect.poll(() => standingOf(phone.page, second)).toBe('no-answer');
  await proven(phone.page);
});

test('ENROL-5 a server restored from a copy older than the sign-in gets back what it lacks', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  await server.kill();
  const backup = emptyFolder();
  cpSync(server.folder, backup, { recursive: true });
  await server.start();
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, 's003');
  await openGrid(phone.page);
  await proven(phone.page);
  const doors = await recordAtFreshDoors(phone.page, 2);
  await allReceived(phone.page);
  await proven(phone.page);

  await server.kill();
  rmSync(server.folder, { recursive: true });
  cpSync(backup, server.folder, { recursive: true });
  await onDisk(server, "UPDATE meta SET value = 'restored' WHERE key = 'epoch'");
  // The sign-in is as unknown there as what was recorded.
  phone.faults.expectStatus(401);
  await server.start();
  await phone.page.evaluate(() => window.phone.app.syncNow());
  await expect
    .poll(() => phone.page.evaluate(() => window.phone.now.status.problem))
    .toBe('session-expired');
  expect(await enrol(phone.page, server, 's003')).toEqual({ kind: 'enrolled' });

  const witness = await field.phone(server);
  await openRoom(witness.page, server);
  await enrol(witness.page, server, 's003');
  await openGrid(witness.page);
  for (const door of doors)
    await expect.poll(() => standingOf(witness.page, door)).toBe('no-answer');
  await expect.poll(() => fates(phone.page)).toEqual(['received', 'received']);
  await proven(phone.page);
});
