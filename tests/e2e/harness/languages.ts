// The screens' own words, for journeys that are walked in both languages.

import type { Page } from '@playwright/test';
import { en as deskEn } from '#ui/words/desk.en.ts';
import { zh as deskZh } from '#ui/words/desk.zh.ts';
import { en } from '#ui/words/en.ts';
import { en as leaderEn } from '#ui/words/leader.en.ts';
import { zh as leaderZh } from '#ui/words/leader.zh.ts';
import { zh } from '#ui/words/zh.ts';

export const languages = [
  { language: 'zh', words: zh, leader: leaderZh, desk: deskZh },
  { language: 'en', words: en, leader: leaderEn, desk: deskEn },
] as const;

/** Chooses the language on the first screen, and that the theme follows the system. */
export async function useLanguage(page: Page, origin: string, language: 'zh' | 'en') {
  await page.goto(origin);
  const choose = (name: string) => page.getByRole('radio', { name, exact: true }).check();
  await choose(zh.settings.themes.auto);
  if (language === 'en') await choose('English');
}
