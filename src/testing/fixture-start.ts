// What the build mode `fixture` puts in the place of session/start-app.ts: the app in memory, so that screens can be looked
// at without a server (`npx vite dev --mode fixture`). No other mode can reach it.

import type { App } from '#session/app.ts';
import { fixtureApp } from './fixture-app.ts';

export const startApp = async (): Promise<App> => fixtureApp();
