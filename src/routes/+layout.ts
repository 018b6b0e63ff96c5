import { startPreferences } from '#ui/preferences.svelte.ts';
import { startApp } from '#session/start-app.ts';

export const ssr = false;
export const prerender = false;

/** Runs once: nothing in it depends on the address. */
export const load = async () => {
  const [app] = await Promise.all([startApp(), startPreferences()]);
  return { app };
};
