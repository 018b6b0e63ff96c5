import { auditScreen, type Finding } from './harness/audit.ts';
import { castOf, isKnown, staff, unvisited } from './harness/cast.ts';
import { expect, test } from './harness/journey.ts';
import { languages, useLanguage } from './harness/languages.ts';
import * as member from './harness/member-screens.ts';
import { demoSeed, gridSeed } from './harness/seeded-folder.ts';

// So many screens take their time on a slow machine.
test.setTimeout(240_000);

for (const { language, words } of languages) {
  test(`the open screens are accessible to everybody (${language})`, async ({ field }) => {
    const server = await field.server(gridSeed(36, 6));
    const { page, faults, newTab } = await field.phone(server);
    faults.expectStatus(404);
    const findings: Finding[] = [];
    const audit = async (where: string) => void findings.push(...(await auditScreen(page, where)));
    await useLanguage(page, server.origin, language);

    await expect(page.getByLabel(words.open.code)).toBeVisible();
    await audit('landing');
    await page.getByRole('button', { name: words.open.go }).click();
    await expect(page.getByText(words.open.codeNeeded)).toBeVisible();
    await audit('landing without a code');
    await page.goto(`${server.origin}/enrol#AAAABBBBCCCC`);
    await expect(page.getByText(words.open.failed)).toBeVisible();
    await audit('refused code');
    await page.goto(`${server.origin}/settings`);
    await expect(page.getByRole('radiogroup', { name: words.settings.theme })).toBeVisible();
    await audit('settings before signing in');
    await member.signIn(page, await server.invite(staff.members[0]), words.today.title);
    const second = await newTab();
    await second.goto(server.origin);
    await expect(second.getByText(words.open.elsewhere)).toBeVisible();
    findings.push(...(await auditScreen(second, 'open elsewhere')));
    expect(findings).toEqual([]);
  });

  test(`the member's screens are accessible to everybody (${language})`, async ({ field }) => {
    const server = await field.server(demoSeed);
    const cast = await castOf(server);
    const { compound, number } = cast.building;
    const buildingPath = `/building?key=${encodeURIComponent(`${compound}/${number}`)}`;
    const { page } = await field.phone(server);
    const findings: Finding[] = [];
    const audit = async (where: string) => void findings.push(...(await auditScreen(page, where)));
    const dialog = page.getByRole('dialog');
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const closeDialog = async () => {
      await dialog.getByRole('button', { name: words.common.close }).click();
      await expect(dialog).toHaveCount(0);
    };
    await useLanguage(page, server.origin, language);
    await member.signIn(page, await server.invite(staff.members[0]), words.today.title);
    await audit('today');

    await page.goto(`${server.origin}${buildingPath}`);
    await expect(page.getByRole('grid')).toBeVisible();
    await audit('building');
    await button(words.building.addDoorLong).click();
    await dialog.getByRole('button', { name: words.addDoor.add }).click();
    await audit('add a door');
    await closeDialog();

    const disputed = cast.grid.households.find(({ disputes }) => disputes.length > 0);
    const visited = cast.grid.households.find(
      ({ id }) => cast.grid.visits.filter(({ household }) => household === id).length > 1,
    );
    for (const [where, door] of [
      ['a disputed door', disputed],
      ['a visited door', visited],
    ] as const) {
      await page.goto(`${server.origin}/door/${door?.id ?? ''}`);
      await expect(page.getByRole('heading', { name: words.door.visits })).toBeVisible();
      await audit(where);
    }
    await button(words.door.more).click();
    await expect(dialog).toBeVisible();
    await audit('more dispositions');
    await closeDialog();
    await button(words.door.comeBack).click();
    await expect(dialog).toBeVisible();
    await audit('come back');
    await closeDialog();

    const known = unvisited(cast).find(isKnown) ?? cast.doors.find(isKnown);
    await page.goto(`${server.origin}/record/${known?.id ?? ''}`);
    await expect(page.getByRole('button', { name: words.record.addPerson })).toBeVisible();
    await member.answer(page, words.record.symptoms);
    await member.answer(page, words.record.travelled);
    await audit('record');
    await button(words.record.addPerson).click();
    await expect(page.getByLabel(words.record.name)).toBeVisible();
    await audit('add a person');

    await page.goto(`${server.origin}/search`);
    await page.getByLabel(words.search.label).fill('1');
    await audit('search');
    await page.getByLabel(words.search.label).fill('没有这个人');
    await expect(page.getByText(words.search.none)).toBeVisible();
    await audit('search without a result');

    await page.goto(`${server.origin}${buildingPath}`);
    await member.recordNoOneHomeIn(page, known?.id ?? '', words);
    await audit('building with a message');
    await page.goto(`${server.origin}/mine`);
    await expect(page.getByRole('heading', { level: 1, name: words.mine.title })).toBeVisible();
    await audit('my record');
    await page.goto(`${server.origin}/settings`);
    await expect(page.getByRole('heading', { name: words.settings.sync })).toBeVisible();
    await audit('settings');
    await button(new RegExp(`^${words.settings.signOut}`)).click();
    await expect(dialog).toBeVisible();
    await audit('sign out');
    expect(findings).toEqual([]);
  });
}
