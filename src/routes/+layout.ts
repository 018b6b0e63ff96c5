import { browser } from '$app/environment';
import { startPreferences } from '#ui/preferences.svelte.ts';
import { startApp } from '#session/start-app.ts';

export const ssr = false;
export const prerender = false;

const start = () => Promise.all([startApp(), startPreferences()]);
/** Begun at once: the databases open while the code of the screens is still on its way. */
const started = browser ? start() : null;

/** Runs once: nothing in it depends on the address. */
export const load = async () => {
  const [app] = await (started ?? start());
  return { app };
};
