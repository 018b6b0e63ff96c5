// What a member does on the phone, by the words that stand on the screen.

import type { Locator, Page } from '@playwright/test';
import type { Building } from './cast.ts';
import { zh, type Words } from '#ui/words/zh.ts';
import { expect } from './journey.ts';

export const statusLine = (page: Page): Locator =>
  page.getByRole('status', { name: zh.status.label });

const title = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { level: 1, name });
const button = (page: Page | Locator, name: string | RegExp): Locator =>
  page.getByRole('button', { name });

/**
 * Opens a one-time link and waits until the grid is there and the service worker holds the page: from then on no network is needed.
 * @param home title of the first screen of the role
 */
export async function signIn(page: Page, link: string, home: string | RegExp = zh.today.title) {
  await page.goto(link);
  await expect(title(page, home)).toBeVisible({ timeout: 30_000 });
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}

/** Starts the app afresh, as from its icon. */
export async function openApp(page: Page, origin: string, home: string | RegExp = zh.today.title) {
  await page.goto(origin);
  await expect(title(page, home)).toBeVisible();
}

/** From 今天 to the matrix of a building. */
export async function openBuilding(page: Page, { compound, number }: Building) {
  const key = encodeURIComponent(`${compound}/${number}`);
  await page.locator(`a[href="/building?key=${key}"]`).click();
  await expect(page.getByRole('grid')).toBeVisible();
}

/** The cell of a door in the matrix on the screen. */
export const cellOf = (page: Page, household: string): Locator =>
  page.locator(`[data-door="${household}"]`);

/** From the matrix to a door. */
export async function openDoor(page: Page, household: string) {
  await cellOf(page, household).click();
  await expect(page.getByRole('heading', { name: zh.door.visits })).toBeVisible();
}

export async function backToMatrix(page: Page) {
  await page.getByRole('link', { name: zh.common.back }).click();
  await expect(page.getByRole('grid')).toBeVisible();
}

/** The matrix is back, and the foot says what was saved. @param label the number on the door */
async function savedOnMatrix(page: Page, label: string) {
  await expect(page.getByRole('grid')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: `${label} 已存:` })).toBeVisible();
}

export type Act = (page: Page, household: string) => Promise<void>;

/** From the matrix: the door is opened, one thing is done there, and the matrix is back with the word that it was saved. */
const onDoor =
  (act: (page: Page) => Promise<void>): Act =>
  async (page, household) => {
    const label = await cellOf(page, household).locator('.number').innerText();
    await cellOf(page, household).click();
    // Cells of the matrix are called by their state, too: the door must be open before its buttons are named.
    await page.waitForURL(/\/door\//);
    await act(page);
    await savedOnMatrix(page, label.trim());
  };

export const recordAllWell = onDoor((page) => button(page, zh.door.allWell).click());
export const recordNoOneHome = onDoor((page) => button(page, zh.door.noOneHome).click());
export const recordRefused = onDoor((page) => button(page, zh.door.refused).click());
export const recordVacant = onDoor((page) => button(page, zh.door.vacant).click());
export const recordPostponed = onDoor(async (page) => {
  await button(page, zh.door.comeBack).click();
  await button(page.getByRole('dialog'), zh.door.noTime).click();
});
/** A disposition that has no button of its own on the door. */
export const recordMore = (disposition: keyof Words['disposition']): Act =>
  onDoor(async (page) => {
    await button(page, zh.door.more).click();
    await button(page.getByRole('dialog'), zh.disposition[disposition]).click();
  });

/** From the matrix: a door that is on no list. Gives its id; the door is open afterwards. */
export async function addDoor(page: Page, room: string): Promise<string> {
  await button(page, zh.building.addDoorLong).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel(zh.addDoor.room).fill(room);
  await button(sheet, zh.addDoor.add).click();
  await expect(page.getByText(zh.door.listedBy(zh.door.me))).toBeVisible();
  return decodeURIComponent(new URL(page.url()).pathname.replace('/door/', ''));
}

/** On a door that is open: one button, and the matrix is there. */
export async function recordOpenDoor(page: Page, label: string, word: string) {
  await button(page, word).click();
  await savedOnMatrix(page, label);
}

/** The last digits of a household's telephones, on its door. */
export async function phoneTails(page: Page): Promise<string> {
  await button(page, zh.door.phoneShow).click();
  return (await page.locator('.tails').allTextContents()).join(' ');
}

/** The same as `recordNoOneHome` in any language. */
export async function recordNoOneHomeIn(page: Page, household: string, words: Words) {
  await cellOf(page, household).click();
  await page.waitForURL(/\/door\//);
  await button(page, words.door.noOneHome).click();
  await expect(button(page, new RegExp(`^${words.common.undo}`))).toBeVisible();
}

/** From the matrix to the form of a door. */
export async function openRecord(page: Page, household: string) {
  await cellOf(page, household).click();
  await page.getByRole('link', { name: zh.door.record }).click();
  await expect(title(page, /^记录 · /)).toBeVisible();
}

/** The answer of the first person who has it. */
export const answerOf = (page: Page, word: string): Locator =>
  page.getByRole('button', { name: word, exact: true }).first();

export async function answer(page: Page, word: string) {
  await answerOf(page, word).click();
  await expectAnswered(page, word);
}

export const expectAnswered = (page: Page, word: string) =>
  expect(answerOf(page, word)).toHaveAttribute('aria-pressed', 'true');

/** In an open form: one more person. */
export async function addPersonToForm(page: Page, name: string) {
  await button(page, zh.record.addPerson).click();
  await page.getByLabel(zh.record.name).fill(name);
  await button(page, zh.record.donePerson).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
}

/** Saves an open form, whatever is missing. */
export async function saveRecord(page: Page) {
  await button(page, /^保存/).click();
  await expect(page.getByRole('grid')).toBeVisible();
}

/** From the matrix and back: one answer of one person. */
export const recordHalfAnswered: Act = async (page, household) => {
  await openRecord(page, household);
  await answer(page, zh.record.well);
  await saveRecord(page);
};

/** From the matrix and back: everybody is well, the telephone is another one, and somebody else lives there, too. */
export async function recordWithNews(
  page: Page,
  household: string,
  { phone, person }: { phone: string; person: string },
) {
  await openRecord(page, household);
  await page.getByLabel(zh.record.phones, { exact: true }).first().fill(phone);
  await addPersonToForm(page, person);
  await button(page, zh.door.allWell).click();
  await button(page, zh.record.save).click();
  await expect(cellOf(page, household)).toHaveAccessibleName(/已登记/);
}
