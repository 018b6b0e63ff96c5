// The grid that the figures speak of, and a phone that has it.

import type { Page } from '@playwright/test';
import { gridSeed } from '../../tests/e2e/harness/seeded-folder.ts';
import { until } from '../../tests/e2e/harness/process.ts';
import type { Server } from '../../tests/e2e/harness/server.ts';
import type { BenchPhone } from './phone.ts';

export const households = 1000;
export const visits = 5000;
export const fullGrid = gridSeed(households, visits);
export const loadGrid = gridSeed(households, 4000);
/** Households, visits and the sheet. */
export const loadDocuments = households + 4000 + 1;
export const gridId = 'g001';

/** Its first building: six floors, two doors each, in two units. */
export const building = { compound: 'c001', number: '1' } as const;
export const buildingPath = `/building?key=${encodeURIComponent(`${building.compound}/${building.number}`)}`;

/** A page of the same origin that is neither the app nor served by its worker. */
export const blankPath = '/healthz';

export const staff = { leader: 's002', member: 's003' } as const;

/** The app shell's own mark that the service worker has everything and serves the next start. */
export const waitForServiceWorker = (page: Page): Promise<unknown> =>
  page.evaluate(() => navigator.serviceWorker.ready.then(() => null));

/** What the browser fetched before is fetched again; what the service worker keeps stays. */
export const clearHttpCache = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.clearBrowserCache');
  await session.detach();
};

type Note = { value: { isComplete: boolean; provenAt: number | null } };

/** Whether the phone has noted that its copy of a grid is complete and that its digest agreed with the server's. */
const isProven = async (): Promise<boolean> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not read'));
    });
  const opened = await answered(indexedDB.open('gridsweep-outbox'));
  const meta = opened.transaction('meta').objectStore('meta');
  const notes = (await answered(meta.getAll(IDBKeyRange.bound('replica:', 'replica;')))) as Note[];
  opened.close();
  return notes.some(({ value }) => value.isComplete && value.provenAt !== null);
};

/** Starts the phone, enrols a person of the staff and waits until the grid is there, proven, and the app works offline. */
export const enrol = async (phone: BenchPhone, server: Server, person: string): Promise<Page> => {
  const page = await phone.open();
  await page.goto(await server.invite(person));
  await page.waitForURL(/\/(today|reconcile)/, { timeout: 60_000 });
  await until(() => page.evaluate(isProven), 'the grid to be loaded and proven', 120_000);
  await waitForServiceWorker(page);
  return page;
};
