// The app that the screens are given: the real one, or in mode `fixture` the one in memory.

import type { App } from '#session/app.ts';
import { startApp } from '#session/start-app.ts';

export const startTheApp = async (): Promise<App> => {
  if (import.meta.env.MODE === 'fixture')
    return (await import('#testing/fixture-app.ts')).fixtureApp();
  return startApp();
};
