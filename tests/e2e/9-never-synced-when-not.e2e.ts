import path from 'node:path';
import { castOf, isKnown, staff, unvisited, type Cast } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import { passAll } from './harness/proxy.ts';
import { emptyFolder, gridSeed } from './harness/seeded-folder.ts';
import { statusSaid, watchStatus } from './harness/status-watch.ts';

const allReceived = /全部已收到/;

/** Numbers of the events about these doors in the ledger, each with its verdict. */
const arrived = async ({ client }: Cast, doors: readonly string[]): Promise<string[]> =>
  (await client.ledger())
    .filter(({ event }) =>
      doors.includes((event.body['visit'] as { household: string } | undefined)?.household ?? ''),
    )
    .map(({ n, fork, verdict }) => `${n}${fork} ${verdict}`)
    .sort();

test('the line never says that all is received when it is not', async ({ field }) => {
  const server = await field.server(gridSeed(36, 6));
  const proxy = await field.proxy(server);
  const cast = await castOf(server);
  const doors = unvisited(cast)
    .filter(isKnown)
    .map(({ id }) => id);
  const [first = '', second = '', third = ''] = doors;
  const { page } = await field.phone(proxy);
  await member.signIn(page, proxy.through(await server.invite(staff.members[0])));
  await expect(member.statusLine(page)).toContainText('核对一致');
  await member.openBuilding(page, cast.building);
  await watchStatus(page);

  await test.step('200 from a hotspot, and 200 from a server that says accepted and stores nothing', async () => {
    let pushes = 0;
    proxy.handle((url) => {
      if (!url.startsWith('/api/v1/push')) return passAll();
      pushes += 1;
      const lie = {
        verdicts: [{ n: 1, verdict: 'accepted', seq: 9999 }],
        last: 0,
        hash: '0'.repeat(64),
      };
      const rest = {
        head: 9999,
        digest: { grids: '', households: '', visits: '' },
        epoch: 'e',
        grants: [],
      };
      return pushes % 2 === 1
        ? { kind: 'answer', status: 200, type: 'text/html', body: '<html>欢迎使用免费网络</html>' }
        : {
            kind: 'answer',
            status: 200,
            type: 'application/json',
            body: JSON.stringify({ ...lie, ...rest }),
          };
    });
    await member.recordAllWell(page, first);
    await expect.poll(() => pushes, { timeout: 30_000 }).toBeGreaterThan(2);
    await expect(member.statusLine(page)).toContainText('1 条');
    expect((await statusSaid(page)).filter((said) => allReceived.test(said))).toEqual([]);
    expect(await arrived(cast, doors)).toEqual([]);
  });

  await test.step('the answer is lost after the server has stored it', async () => {
    let pushes = 0;
    proxy.handle((url) => {
      if (!url.startsWith('/api/v1/push')) return passAll();
      pushes += 1;
      return { kind: 'lose-answer' };
    });
    await member.recordAllWell(page, second);
    await expect.poll(() => arrived(cast, doors)).toEqual(['1 accepted', '2 accepted']);
    await expect.poll(() => pushes).toBeGreaterThan(0);
    expect((await statusSaid(page)).filter((said) => allReceived.test(said))).toEqual([]);
    proxy.handle(passAll);
    await page.goto(`${proxy.origin}/settings`);
    await page.getByRole('button', { name: '现在上传' }).click();
    await expect(member.statusLine(page)).toContainText(allReceived, { timeout: 30_000 });
    expect(await arrived(cast, doors)).toEqual(['1 accepted', '2 accepted']);
  });

  await test.step('the server is put back to a copy from before: the phone sends again what it lacks', async () => {
    const copy = path.join(emptyFolder(), 'copy.sqlite3');
    await server.command('backup', '--to', copy);
    await member.openApp(page, proxy.origin);
    await member.openBuilding(page, cast.building);
    await member.recordAllWell(page, third);
    await expect(member.statusLine(page)).toContainText(allReceived, { timeout: 30_000 });
    await server.kill();
    server.empty();
    await server.command('restore', '--from', copy);
    await server.start();
    expect(await arrived(cast, doors)).toEqual(['1 accepted', '2 accepted']);
    await expect
      .poll(() => arrived(cast, doors), { timeout: 30_000 })
      .toEqual(['1 accepted', '2 accepted', '3 accepted']);
    await expect(member.statusLine(page)).toContainText(allReceived, { timeout: 30_000 });
    await expect(member.statusLine(page)).toContainText('核对一致');
  });
});
