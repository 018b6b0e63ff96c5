// What a leader does, by the words that stand on the screen.

import type { Locator, Page } from '@playwright/test';
import { zh as leader } from '#ui/words/leader.zh.ts';
import { zh } from '#ui/words/zh.ts';
import { expect } from './journey.ts';
import { cellOf } from './member-screens.ts';

/** The one number of 查漏. */
export const openCount = (page: Page): Locator => page.locator('.big-number .big');

const reasons = (page: Page): Locator =>
  page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: leader.reconcile.openGroups }) })
    .getByRole('link');

/** From 查漏 and back: every open group but one is decided whole. @param except the group's name */
export async function decideGroupsBut(page: Page, except: string) {
  const groups = reasons(page).filter({ hasNotText: except });
  await expect(groups).not.toHaveCount(0);
  while ((await groups.count()) > 0) {
    const before = await groups.count();
    await groups.first().click();
    await page.getByRole('button', { name: /^全选/ }).click();
    await page.getByRole('button', { name: leader.group.decide }).click();
    const sheet = page.getByRole('dialog');
    await sheet.getByRole('button', { name: zh.reason['property-confirms-empty'] }).click();
    await sheet.getByLabel(leader.decide.sentence).fill('物业王经理逐户看过');
    await sheet.getByRole('button', { name: /^定下/ }).click();
    await expect(page.getByText(leader.group.empty)).toBeVisible();
    await page.getByRole('link', { name: leader.group.toReconcile }).click();
    await expect(groups).toHaveCount(before - 1);
  }
}

const tab = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: zh.common.menu }).getByRole('link', { name });

/** The board, with the matrix of its first building. @param door one of that building */
export async function openBoard(page: Page, door: string) {
  await tab(page, zh.tabs.board).click();
  await expect(cellOf(page, door)).toBeVisible();
}

export async function openDisputes(page: Page) {
  await tab(page, zh.tabs.more).click();
  await page.getByRole('link', { name: leader.more.disputes }).click();
  await expect(page.getByRole('heading', { level: 1, name: leader.disputes.title })).toBeVisible();
}

/** Among the disputes on the screen: this value is the right one. */
export async function chooseClaim(page: Page, value: string) {
  await page.getByRole('radio', { name: new RegExp(`^${value}`) }).check();
  await page.getByRole('button', { name: leader.disputes.save }).click();
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: leader.disputes.done(leader.disputes.field['phones'] ?? '') }),
  ).toBeVisible();
}
