// What the root layout hands to every screen: the app, its values as runes see them, and the few things that outlive a
// page (the message at the foot, whether a form is open, the filter of the matrix).

import { getContext, setContext } from 'svelte';
import { fromStore } from 'svelte/store';
import type { GridView, Readable } from '#data/view.ts';
import type { App, GridState, Session, SessionState } from '#session/app.ts';
import type { StorageState, SyncStatus } from '#sync/status.ts';

export type Message = {
  text: string;
  /** A button in the message, usually "undo". */
  action?: { label: string; run: () => void };
};
export type MatrixFilter = 'all' | 'left' | 'keys';

/** Reading `current` in markup or a derived value makes it follow the app. */
type Current<Value> = { readonly current: Value };
export type OnScreen = {
  app: App;
  session: Current<SessionState>;
  grid: Current<GridState>;
  status: Current<SyncStatus>;
  storage: Current<StorageState>;
  /** The phone's clock, ms, renewed every half minute. */
  now: Current<number>;
  /** What outlives a page. */
  kept: Kept;
};
export type Kept = { message: Message | null; formsOpen: number; matrixFilter: MatrixFilter };

const key = Symbol('gridsweep');
const current = <Value>(readable: Readable<Value>): Current<Value> => fromStore(readable);

const halfMinutes = (app: App): Readable<number> => ({
  subscribe(run) {
    run(app.now());
    const timer = setInterval(() => run(app.now()), 30_000);
    return () => clearInterval(timer);
  },
});

export const createOnScreen = (app: App, kept: Kept): OnScreen => ({
  app,
  session: current(app.session),
  grid: current(app.grid),
  status: current(app.status),
  storage: current(app.storage),
  now: current(halfMinutes(app)),
  kept,
});

export const setOnScreen = (onScreen: OnScreen): OnScreen => setContext(key, onScreen);
/** Call while a component is being made. */
export const getOnScreen = (): OnScreen => getContext(key);
export const getApp = (): App => getOnScreen().app;

/** The open grid's view. Only below a GridGate, which shows its children while a grid is open and at no other time. */
export const openView = ({ grid }: OnScreen): GridView => {
  if (grid.current.kind !== 'open') throw new Error('no grid is open');
  return grid.current.view;
};

/** Who is signed in. Only below a GridGate or another guard. */
export const openSession = ({ session }: OnScreen): Session => {
  if (session.current.kind !== 'signed-in') throw new Error('nobody is signed in');
  return session.current.session;
};

/** Shows a message at the foot for ten seconds, in place of the one before. */
export const showSnackbar = ({ kept }: OnScreen, message: Message): void => {
  kept.message = message;
};
