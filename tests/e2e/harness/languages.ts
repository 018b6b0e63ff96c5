// The screens' own words, for journeys that are walked in both languages.

import type { Page } from '@playwright/test';
import { en } from '#ui/words/en.ts';
import { zh, type Words } from '#ui/words/zh.ts';

export type Language = 'zh' | 'en';
export const languages: readonly (readonly [Language, Words])[] = [
  ['zh', zh],
  ['en', en],
];

/** Chooses the language on the first screen, and that the theme follows the system. */
export async function useLanguage(page: Page, origin: string, language: Language) {
  await page.goto(origin);
  const choose = (name: string) => page.getByRole('radio', { name, exact: true }).check();
  await choose(zh.settings.themes.auto);
  if (language === 'en') await choose('English');
}
