// The answer to a sign-in is lost on its way: the same link is good again, and the phone's key is the one the server knows.

import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import { askDisk, carriedFates, pack, settleIn, take, verdictsOf } from './hand-over-room.ts';
import { openGrid, openRoom, pageFolder, proven, recordAtFreshDoors } from './phone-room.ts';

test('ENROL-4 a lost answer does not cost the link, also when the browser is killed before it is asked again', async ({
  field,
}) => {
  const server = await field.server(gridSeed(40, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const carrier = await field.phone(server);
  await settleIn(carrier.page, server, { staff: 's004' });
  const code = (await server.invite('s003')).split('#')[1] ?? '';
  const signIn = () => phone.page.evaluate((given) => window.phone.app.enrol(given), code);
  await openRoom(phone.page, server);
  await phone.page.route('**/api/v1/enrol', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  expect(await signIn()).toMatchObject({ kind: 'refused', code: 'unanswered' });
  await phone.kill();
  const devices = () => askDisk(server, "SELECT id FROM devices WHERE staff = 's003'").length;
  const made = devices();

  await phone.start();
  await openRoom(phone.page, server);
  expect(await signIn()).toEqual({ kind: 'enrolled' });
  expect(devices()).toBe(made);
  await openGrid(phone.page);
  await proven(phone.page);
  const device = await phone.page.evaluate(
    () => window.phone.app.newPersonId().split('.')[0] ?? '',
  );
  await phone.setOffline(true);
  await recordAtFreshDoors(phone.page, 1);
  await take(carrier.page, await pack(phone.page));
  await expect.poll(() => carriedFates(carrier.page)).toEqual(['delivered']);
  expect(verdictsOf(server, device)).toEqual(['accepted']);
});
