// Everything that a browser keeps of this origin, as one text: what is not in it is not on the phone.

import type { Page } from '@playwright/test';

/** All IndexedDB databases, Cache Storage, localStorage and sessionStorage. */
export const everythingKept = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const settled = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const found: unknown[] = [{ ...localStorage }, { ...sessionStorage }];
    for (const { name = '' } of await indexedDB.databases()) {
      found.push(name);
      const database = await settled(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        found.push(await settled(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        found.push(request.url, await (await cache.match(request))?.text());
    }
    return JSON.stringify(found);
  });

/** Texts that must not stay: ids of households, names of people and their phone numbers, of the grid that is open. */
export const personalTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { grid } = window.phone.now;
    if (grid.kind !== 'open') throw new Error('no grid is open');
    const households = [...grid.view.households.values()];
    const texts = households.flatMap(({ id, facts, persons }) => [
      `"${id}"`,
      ...facts.phones,
      facts.head,
      ...persons.map(({ name }) => name),
    ]);
    return [...new Set(texts)].filter((text) => text.length > 1);
  });
