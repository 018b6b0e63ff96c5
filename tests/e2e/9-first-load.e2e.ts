import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { passAll } from './harness/proxy.ts';
import { gridSeed } from './harness/seeded-folder.ts';

test('a first load that is cut again and again, and whose browser is killed, never starts from zero', async ({
  field,
}) => {
  const server = await field.server(gridSeed(1200, 300));
  const proxy = await field.proxy(server);
  const cast = await castOf(server);
  const path = `/api/v1/snapshot/${cast.client.grid}`;
  const loaded = (): number => proxy.sent.get(path) ?? 0;
  const undisturbed = await field.phone(proxy);
  const phone = await field.phone(proxy);
  phone.faults.expectStatus(503);

  const whole = await test.step('how many bytes it is, undisturbed', async () => {
    await member.signIn(undisturbed.page, proxy.through(await server.invite(staff.members[1])));
    await expect(member.statusLine(undisturbed.page)).toContainText('核对一致', {
      timeout: 30_000,
    });
    return loaded();
  });
  expect(whole).toBeGreaterThan(10_000);

  await test.step('three answers break off, then none comes; the browser is killed', async () => {
    let asked = 0;
    proxy.handle((url) => {
      if (!url.startsWith(path)) return passAll();
      asked += 1;
      return asked <= 3
        ? { kind: 'cut', afterBytes: Math.floor(whole / 5) }
        : { kind: 'answer', status: 503, type: 'application/json', body: '{}' };
    });
    await phone.page.goto(proxy.through(await server.invite(staff.members[0])));
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThan(3);
    await phone.kill();
  });

  await test.step('it goes on where it was: hardly a byte comes twice', async () => {
    const before = loaded() - whole;
    expect(before).toBeGreaterThan(whole / 2);
    proxy.handle(passAll);
    await phone.start();
    await member.openApp(phone.page, proxy.origin);
    await expect(member.statusLine(phone.page)).toContainText('核对一致', { timeout: 30_000 });
    expect(loaded() - whole).toBeLessThan(whole * 1.2);
  });

  await test.step('and the grid is whole', async () => {
    const door = unvisited(cast).find(isKnown);
    await member.openBuilding(phone.page, cast.building);
    await expect(phone.page.locator('[data-door]')).toHaveCount(cast.doors.length);
    await member.recordAllWell(phone.page, door?.id ?? '');
    await expect(member.statusLine(phone.page)).toContainText('全部已收到', { timeout: 30_000 });
  });
});
