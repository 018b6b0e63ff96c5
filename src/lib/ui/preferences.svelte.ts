// What a person has set on this phone: language, text size, theme. Kept in localStorage, which may be refused: then the
// settings hold until the tab is closed.

import { type Language, setLanguage } from './words/catalogue.svelte.ts';

export type Theme = 'light' | 'dark' | 'auto';
export type Preferences = { language: Language; textPx: number; theme: Theme };
export const textSizes = { least: 18, most: 30, step: 2 };

const key = 'gridsweep-preferences';
const initial: Preferences = { language: 'zh', textPx: 18, theme: 'light' };

const read = (): Preferences => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return { ...initial, ...(kept as Partial<Preferences>) };
  } catch {
    return initial;
  }
};

let current = $state.raw<Preferences>(initial);
export const preferences = (): Preferences => current;

const isNight = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;

const show = ({ theme, textPx }: Preferences): void => {
  const root = document.documentElement;
  const isDark = theme === 'dark' || (theme === 'auto' && isNight());
  root.dataset['theme'] = isDark ? 'dark' : 'light';
  root.style.setProperty('--text-px', String(textPx));
  // Large text needs the window for itself: bars then scroll with the page.
  root.toggleAttribute('data-large', textPx >= 26);
  document
    .querySelector('meta[name="theme-color"]')
    ?.setAttribute('content', isDark ? '#191d21' : '#ffffff');
};

/** Applies and keeps a change; a language is kept only once its words are there. */
export const setPreferences = async (change: Partial<Preferences>): Promise<void> => {
  if (change.language !== undefined) await setLanguage(change.language);
  current = { ...current, ...change };
  show(current);
  try {
    localStorage.setItem(key, JSON.stringify(current));
  } catch {
    // Private mode: the settings hold for this tab.
  }
};

/** Call once, before the first paint. A language whose words cannot be fetched is Chinese for this time. */
export const startPreferences = async (): Promise<void> => {
  current = read();
  show(current);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(current));
  await setLanguage(current.language).catch(() => setLanguage('zh'));
};
