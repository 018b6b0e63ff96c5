// The app as screens get it, hung on the window, with the last value of everything that is watched.

import type { App } from '#session/app.ts';
import { startApp } from '#session/start-app.ts';

type Watched = 'session' | 'grid' | 'status' | 'storage' | 'carried';
type Value<Name extends Watched> = Parameters<Parameters<App[Name]['subscribe']>[0]>[0];
export type PhoneRoom = { app: App; now: { [Name in Watched]: Value<Name> } };

declare global {
  interface Window {
    phone: PhoneRoom;
  }
}

const app = await startApp();
const now = {} as PhoneRoom['now'];
app.session.subscribe((value) => (now.session = value));
app.grid.subscribe((value) => (now.grid = value));
app.status.subscribe((value) => (now.status = value));
app.storage.subscribe((value) => (now.storage = value));
app.carried.subscribe((value) => (now.carried = value));
window.phone = { app, now };
