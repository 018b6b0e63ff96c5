import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { zh as words } from '#ui/words/hand-over.zh.ts';
import { zh } from '#ui/words/zh.ts';
import { castOf, isKnown, staff, unvisited, type Cast } from './harness/cast.ts';
import { codesOn, filmOf } from './harness/film.ts';
import { expect, test } from './harness/journey.ts';
import * as member from './harness/member-screens.ts';
import type { Phone } from './harness/phone.ts';
import { gridSeed } from './harness/seeded-folder.ts';
import type { Server } from './harness/server.ts';

const [giver, carrier] = staff.members;

/** Signed in, without a network, two visits recorded, and what waits is packed. */
async function packOffline(phone: Phone, server: Server, cast: Cast): Promise<string[]> {
  const doors = unvisited(cast)
    .filter(isKnown)
    .slice(0, 2)
    .map(({ id }) => id);
  await member.signIn(phone.page, await server.invite(giver));
  await phone.setOffline(true);
  await member.openBuilding(phone.page, cast.building);
  for (const door of doors) await member.recordAllWell(phone.page, door);
  await phone.page.goto(`${server.origin}/settings`);
  await phone.page.getByRole('link', { name: zh.open.handOver }).click();
  await expect(phone.page.getByText(/^2 条没上传的记录/)).toBeVisible();
  return doors;
}

async function openTakeOver(page: Page, server: Server) {
  await page.goto(`${server.origin}/settings`);
  await page.getByRole('link', { name: zh.open.takeOverBundle }).click();
  await expect(page.getByRole('heading', { level: 1, name: words.take.title })).toBeVisible();
}

/** The events about these doors: by whom, and what the server said. */
const arrived = async ({ client }: Cast, doors: readonly string[]): Promise<string[]> =>
  (await client.ledger())
    .filter(({ event }) =>
      doors.includes((event.body['visit'] as { household: string } | undefined)?.household ?? ''),
    )
    .map(({ n, fork, verdict, event }) => `${n}${fork} ${event.staff} ${verdict}`);

const bothOnce = [`1 ${giver} accepted`, `2 ${giver} accepted`];

async function deliveredAndAgreed(
  field: { giver: Phone; carrier: Phone },
  cast: Cast,
  doors: string[],
) {
  await expect.poll(() => arrived(cast, doors), { timeout: 20_000 }).toEqual(bothOnce);
  await expect(field.carrier.page.getByText(/^已交 \d\d:\d\d$/)).toBeVisible({ timeout: 20_000 });
  await field.giver.setOffline(false);
  await expect(member.statusLine(field.giver.page)).toContainText('全部已收到', {
    timeout: 30_000,
  });
  expect(await arrived(cast, doors)).toEqual(bothOnce);
}

test('records go from phone to phone as a file, and to the server in the name of who made them', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const phone = await field.phone(server);
  const other = await field.phone(server);
  const doors = await packOffline(phone, server, cast);
  const download = phone.page.waitForEvent('download');
  await phone.page.getByRole('button', { name: words.give.file }).click();
  const file = await (await download).path();
  await expect(phone.page.getByText(words.give.fileSaved)).toBeVisible();

  await test.step('a file that was changed on its way is refused', async () => {
    await member.signIn(other.page, await server.invite(carrier));
    await openTakeOver(other.page, server);
    const changed = readFileSync(file);
    const at = changed.indexOf('"sealed":"') + 40;
    changed[at] = changed[at] === 65 ? 66 : 65;
    const input = other.page.locator('input[type="file"]');
    await input.setInputFiles({ name: 'a.gsw', mimeType: '', buffer: changed });
    await expect(other.page.locator('.notice.tint-stop')).toBeVisible();
    await expect(other.page.getByText(words.take.none)).toBeVisible();
  });

  await test.step('the file as it was is taken over without a network, and delivered with one', async () => {
    await other.setOffline(true);
    await other.page.locator('input[type="file"]').setInputFiles(file);
    await expect(other.page.getByText(words.take.taken(2))).toBeVisible();
    await expect(other.page.getByText(words.take.waiting, { exact: true })).toBeVisible();
    await other.setOffline(false);
    await deliveredAndAgreed({ giver: phone, carrier: other }, cast, doors);
  });
});

test('records go from screen to camera as QR codes, in any order and with some missed', async ({
  field,
}) => {
  const server = await field.server(gridSeed(36, 6));
  const cast = await castOf(server);
  const phone = await field.phone(server);
  const doors = await packOffline(phone, server, cast);

  const film = await test.step('the codes are shown, one after the other', async () => {
    await phone.page.getByRole('button', { name: words.give.qr }).click();
    await phone.page.getByRole('radio', { name: words.show.speeds.fast }).check();
    const codes = await codesOn(phone.page, 14);
    // Backwards, and every third was missed.
    return filmOf(codes.filter(({ part }) => part % 3 !== 1).toReversed());
  });

  const other = await field.phone(server, { camera: film });
  await test.step('another phone scans them, and delivers', async () => {
    await member.signIn(other.page, await server.invite(carrier));
    await openTakeOver(other.page, server);
    await other.page.getByRole('button', { name: words.take.scan }).click();
    await expect(other.page.getByText(words.take.taken(2))).toBeVisible({ timeout: 30_000 });
    await deliveredAndAgreed({ giver: phone, carrier: other }, cast, doors);
  });
});
