// What a leader does with kept records, by the words that stand on the screen, and what is left on a phone.

import type { Page } from '@playwright/test';
import { zh as leader } from '#ui/words/leader.zh.ts';
import { expect } from './journey.ts';

const words = leader.kept;

export async function openKept(page: Page, origin: string) {
  await page.goto(`${origin}/kept`);
  await expect(page.getByRole('heading', { level: 1, name: words.title })).toBeVisible();
}

export const tick = (page: Page, what: RegExp) =>
  page.getByRole('checkbox', { name: what }).first().check();

/** All of the first phone. */
export const tickAll = (page: Page) => page.getByRole('checkbox').first().check();

const said = (page: Page, text: RegExp) =>
  expect(page.getByRole('status').filter({ hasText: text })).toBeVisible();

export async function takeFor(page: Page, name: string) {
  await page.getByRole('button', { name: words.takeFor, exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click();
  await said(page, /名下/);
}

export async function refuse(page: Page, reason: string) {
  await page.getByRole('button', { name: words.refuse, exact: true }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: /^不收 \d+ 条$/ }).click();
  await expect(sheet.getByText(words.reasonShort)).toBeVisible();
  await sheet.getByLabel(words.reason).fill(reason);
  await sheet.getByRole('button', { name: /^不收 \d+ 条$/ }).click();
  await said(page, /^不收 \d+ 条/);
}

/** Where in the databases, the caches and the storage of the page one of these texts still stands. */
export const tracesOf = (page: Page, texts: string[]): Promise<string[]> =>
  page.evaluate(async (wanted) => {
    const found: string[] = [];
    const look = (where: string, value: unknown) => {
      const text = JSON.stringify(value) ?? '';
      for (const one of wanted) if (text.includes(`"${one}"`)) found.push(`${where}: ${one}`);
    };
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('refused'));
      });
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        for (const row of await asked(rows.getAll())) look(`${name}/${store}`, row);
      }
      database.close();
    }
    for (const key of Object.keys(localStorage)) look('localStorage', [key, localStorage[key]]);
    return found;
  }, texts);
