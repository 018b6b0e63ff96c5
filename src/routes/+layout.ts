import { startPreferences } from '#ui/preferences.svelte.ts';
import { startTheApp } from './start.ts';

export const ssr = false;
export const prerender = false;

/** Runs once: nothing in it depends on the address. */
export const load = async () => {
  const [app] = await Promise.all([startTheApp(), startPreferences()]);
  return { app };
};
