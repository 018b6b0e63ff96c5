// The grid that the figures speak of, and a phone that has it.

import type { Page } from '@playwright/test';
import { gridSeed } from '../../tests/e2e/harness/seeded-folder.ts';
import type { Server } from '../../tests/e2e/harness/server.ts';
import type { BenchPhone } from './phone.ts';

export const households = 1000;
export const visits = 5000;
export const fullGrid = gridSeed(households, visits);

/** Its first building: six floors, two doors each, in two units. */
export const building = { compound: 'c001', number: '1' } as const;
export const buildingPath = `/building?key=${encodeURIComponent(`${building.compound}/${building.number}`)}`;

export const staff = { leader: 's002', member: 's003' } as const;

/** The app shell's own mark that the service worker has everything and serves the next start. */
export const waitForServiceWorker = (page: Page): Promise<unknown> =>
  page.evaluate(() => navigator.serviceWorker.ready.then(() => null));

/** Starts the phone, enrols a person of the staff and waits until the grid is there, proven, and the app works offline. */
export const enrol = async (phone: BenchPhone, server: Server, person: string): Promise<Page> => {
  const page = await phone.open();
  await page.goto(await server.invite(person));
  await page.waitForURL(/\/(today|reconcile)/, { timeout: 60_000 });
  await page.goto(server.origin + buildingPath);
  await page.waitForSelector('[data-door]', { timeout: 60_000 });
  await waitForServiceWorker(page);
  return page;
};
