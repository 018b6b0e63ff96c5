// Driving the phone's rooms without screens, in real Chromium against a real server: the page of `page/`, built once a
// worker and served by the sync server in the place of the app.

import path from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import type { EventFate } from '#data/view.ts';
import { inRoot } from '../../../tools/launch/paths.mjs';
import { emptyFolder } from '../harness/seeded-folder.ts';
import type { Server } from '../harness/server.ts';
import type { PhoneRoom } from './page/main.ts';

declare global {
  interface Window {
    phone: PhoneRoom;
  }
}

let built: Promise<string> | undefined;

const buildPage = async (): Promise<string> => {
  const outDir = path.join(emptyFolder(), 'page');
  await build({
    root: inRoot('tests/e2e/phone-room/page'),
    configFile: false,
    logLevel: 'silent',
    build: { outDir, target: 'es2022', modulePreload: false },
  });
  return outDir;
};

/** Folder of the built page. */
export const pageFolder = (): Promise<string> => (built ??= buildPage());

export const openRoom = async (page: Page, server: Server): Promise<void> => {
  await page.goto(`${server.origin}/`);
  await page.waitForFunction(() => (window.phone?.now.session.kind ?? 'starting') !== 'starting');
};

export const enrol = async (page: Page, server: Server, staff: string) => {
  const code = (await server.invite(staff)).split('#')[1] ?? '';
  return page.evaluate((given) => window.phone.app.enrol(given), code);
};

export const openGrid = async (page: Page, grid = 'g001'): Promise<void> => {
  await page.evaluate((id) => window.phone.app.openGrid(id), grid);
  await page.waitForFunction(() => window.phone.now.grid.kind === 'open');
};

/** Waits for a proof of the digest that is younger than this moment. */
export const proven = async (page: Page): Promise<void> => {
  const since = await page.evaluate(() => window.phone.now.status.digestAgreedAt ?? 0);
  await page.evaluate(() => window.phone.app.syncNow());
  await page.waitForFunction((at) => (window.phone.now.status.digestAgreedAt ?? 0) > at, since);
};

/** Records nobody at home at the first doors in walking order that nobody has visited; gives their ids. */
export const recordAtFreshDoors = (page: Page, count: number): Promise<string[]> =>
  page.evaluate(async (most) => {
    const { app, now } = window.phone;
    if (now.grid.kind !== 'open') throw new Error('no grid is open');
    const { households, standings } = now.grid.view;
    const fresh = [...households.keys()].filter((id) => standings.get(id)?.state === 'not-visited');
    const doors = fresh.slice(0, most);
    if (doors.length < most) throw new Error('too few doors that nobody has visited');
    for (const household of doors) {
      await app.recordVisit({
        household,
        disposition: 'no-one-home',
        mode: 'in-person',
        answers: [],
        facts: {},
        persons: [],
        callbackAt: null,
        note: '',
        voids: '',
      });
    }
    return doors;
  }, count);

/** Records at one fresh door if the tab can; gives how many were said to be saved. */
export const tryToRecord = (page: Page): Promise<number> =>
  recordAtFreshDoors(page, 1).then(
    (doors) => doors.length,
    () => 0,
  );

export const fates = async (page: Page): Promise<EventFate['kind'][]> =>
  page.evaluate(async () =>
    (await window.phone.app.ownEvents(0)).map(({ fate }) => fate.kind).reverse(),
  );

export const allReceived = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => window.phone.now.status.pending === 0, undefined, {
    timeout: 30_000,
  });
};

export const standingOf = (page: Page, household: string): Promise<string | undefined> =>
  page.evaluate((id) => {
    const { grid } = window.phone.now;
    return grid.kind === 'open' ? grid.view.standings.get(id)?.state : undefined;
  }, household);

/** Names of all IndexedDB databases of this origin that hold a grid's documents. */
export const replicaDatabases = (page: Page): Promise<string[]> =>
  page.evaluate(async () =>
    (await indexedDB.databases())
      .map(({ name }) => name ?? '')
      .filter((name) => name.includes('replica') && /--(households|visits|grids)$/.test(name))
      .sort(),
  );
