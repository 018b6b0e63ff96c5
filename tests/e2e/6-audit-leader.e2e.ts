import { auditScreen, type Finding } from './harness/audit.ts';
import { staff } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import { languages, useLanguage } from './harness/languages.ts';
import * as member from './harness/member-screens.ts';
import { demoSeed } from './harness/seeded-folder.ts';

// So many screens take their time on a slow machine.
test.setTimeout(240_000);

for (const { language, words, leader, desk } of languages) {
  test(`the leader's screens are accessible to everybody (${language})`, async ({ field }) => {
    const server = await field.server(demoSeed);
    const { page } = await field.phone(server);
    const findings: Finding[] = [];
    const audit = async (where: string) => void findings.push(...(await auditScreen(page, where)));
    const dialog = page.getByRole('dialog');
    const open = async (path: string, title: string) => {
      await page.goto(`${server.origin}${path}`);
      await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    };
    const auditDialog = async (where: string, opener: string) => {
      await page.getByRole('button', { name: opener }).click();
      await expect(dialog).toBeVisible();
      await audit(where);
      await dialog.getByRole('button', { name: words.common.close }).click();
      await expect(dialog).toHaveCount(0);
    };
    await useLanguage(page, server.origin, language);
    await member.signIn(page, await server.invite(staff.leader), leader.reconcile.title);
    await audit('reconcile');

    await open('/reconcile/refused?chosen=all', words.standing.refused);
    await audit('a group, everything chosen');
    await auditDialog('assign to', leader.group.assign);
    await auditDialog('decide', leader.group.decide);
    await open('/reconcile/no-answer', words.standing['no-answer']);
    await audit('a group with filters');
    await open('/board', leader.board.title);
    await audit('board');
    await open('/assign', leader.assign.title);
    await audit('assign');
    await auditDialog('balance', leader.assign.balance);
    await open('/disputes', leader.disputes.title);
    await page.getByRole('radio', { name: leader.disputes.third }).first().check();
    await audit('disputes');
    await open('/more', leader.more.title);
    await audit('more');
    await page.goto(`${server.origin}/desk`);
    await expect(page.getByText(desk.notDesk)).toBeVisible();
    await audit('what is not for leaders');
    expect(findings).toEqual([]);
  });

  test(`the desk's screens are accessible to everybody (${language})`, async ({ field }) => {
    const server = await field.server(demoSeed);
    const { page } = await field.phone(server, { width: 1440, height: 900 });
    const findings: Finding[] = [];
    const audit = async (where: string) => void findings.push(...(await auditScreen(page, where)));
    await useLanguage(page, server.origin, language);
    await member.signIn(page, await server.invite(staff.desk), '复兴区');
    await audit('district');
    await page.setViewportSize({ width: 360, height: 640 });
    await audit('district on a phone');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${server.origin}/desk/130404004`);
    await expect(page.getByRole('heading', { level: 1, name: '化林路街道' })).toBeVisible();
    await audit('township');
    await page.goto(`${server.origin}/desk/999999`);
    await expect(page.getByText(desk.outside)).toBeVisible();
    await audit('an area that is not theirs');
    expect(findings).toEqual([]);
  });
}
