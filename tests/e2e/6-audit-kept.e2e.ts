import { en as handOverEn } from '#ui/words/hand-over.en.ts';
import { zh as handOverZh } from '#ui/words/hand-over.zh.ts';
import { auditScreen, type Finding } from './harness/audit.ts';
import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import { languages, useLanguage } from './harness/languages.ts';
import * as member from './harness/member-screens.ts';
import { gridSeed } from './harness/seeded-folder.ts';

// So many screens take their time on a slow machine.
test.setTimeout(240_000);

for (const { language, words, leader } of languages) {
  const handOver = language === 'zh' ? handOverZh : handOverEn;

  test(`hand-over, kept records and lost grids are accessible to everybody (${language})`, async ({
    field,
  }) => {
    const server = await field.server(gridSeed(36, 6));
    const cast = await castOf(server);
    const phone = await field.phone(server);
    const desk = await field.phone(server);
    const findings: Finding[] = [];
    const audit = async (where: string, page = phone.page) =>
      void findings.push(...(await auditScreen(page, where)));
    const { page } = phone;
    await useLanguage(page, server.origin, language);
    await member.signIn(page, await server.invite(staff.members[0]), words.today.title);
    await useLanguage(desk.page, server.origin, language);
    await member.signIn(desk.page, await server.invite(staff.leader), leader.reconcile.title);

    await phone.setOffline(true);
    await member.openBuilding(page, cast.building);
    for (const { id } of unvisited(cast).filter(isKnown).slice(0, 3)) {
      await member.recordNoOneHomeIn(page, id, words);
      await expect(page.getByRole('grid')).toBeVisible();
    }
    await page.goto(`${server.origin}/settings`);
    await audit('settings with something unsent');
    await page.getByRole('link', { name: words.open.handOver }).click();
    await expect(page.getByRole('heading', { name: handOver.give.way })).toBeVisible();
    await audit('hand over');
    await page.getByRole('button', { name: handOver.give.qr }).click();
    await page.getByRole('button', { name: handOver.show.pause }).click();
    await audit('QR codes');
    await page.goto(`${server.origin}/take-over`);
    await expect(page.getByText(handOver.take.none)).toBeVisible();
    await audit('take over');
    await page.getByRole('button', { name: handOver.take.scan }).click();
    await expect(page.getByText(handOver.scan.problems.none)).toBeVisible();
    await audit('no camera');

    await server.command('revoke', '--staff', staff.members[0], '--scope', cast.client.grid);
    await page.goto(`${server.origin}/today`);
    await expect(page.getByRole('heading', { level: 1, name: words.today.title })).toBeVisible();
    await phone.setOffline(false);
    await expect(page.getByText(words.open.revokedNote)).toBeVisible({ timeout: 30_000 });
    await audit('a grid that was taken away');

    const dialog = desk.page.getByRole('dialog');
    const auditDialog = async (where: string, opener: string) => {
      await desk.page.getByRole('button', { name: opener, exact: true }).click();
      await expect(dialog).toBeVisible();
      await audit(where, desk.page);
      await dialog.getByRole('button', { name: words.common.close }).click();
      await expect(dialog).toHaveCount(0);
    };
    await desk.page.goto(`${server.origin}/board`);
    await expect(desk.page.getByText(leader.kept.chip(3))).toBeVisible({ timeout: 30_000 });
    await audit('board with kept records', desk.page);
    await desk.page.getByRole('link', { name: leader.kept.chip(3) }).click();
    await desk.page.getByRole('checkbox').nth(1).check();
    await audit('kept records', desk.page);
    await auditDialog('in whose name', leader.kept.takeFor);
    await auditDialog('refuse', leader.kept.refuse);
    await desk.page.getByRole('button', { name: leader.kept.take, exact: true }).click();
    await expect(desk.page.getByText(leader.kept.settledTitle)).toBeVisible({ timeout: 30_000 });
    await audit('settled records', desk.page);
    expect(findings).toEqual([]);
  });

  test(`a wiped phone’s first screen is accessible to everybody (${language})`, async ({
    field,
  }) => {
    const server = await field.server(gridSeed(36, 6));
    const phone = await field.phone(server);
    await member.signIn(phone.page, await server.invite(staff.members[0]));
    await phone.close();
    phone.wipeStorage();
    await phone.start();
    await useLanguage(phone.page, server.origin, language);
    await expect(phone.page.getByText(words.open.recognisedNone)).toBeVisible();
    expect(await auditScreen(phone.page, 'a wiped phone')).toEqual([]);
  });
}
