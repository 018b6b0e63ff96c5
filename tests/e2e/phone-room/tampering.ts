// Harming what a phone has stored, as a bad disk or another program would: rows altered, deleted and added in IndexedDB.

import type { Page } from '@playwright/test';

/** Of so many rows of a collection: document altered, row deleted, row added, by turns; or a visit's household. */
export const tamper = (page: Page, collection: 'households' | 'visits', rows: number) =>
  page.evaluate(
    async ({ name, most }) => {
      const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error ?? new Error('not answered'));
        });
      const names = (await indexedDB.databases()).map((one) => one.name ?? '');
      const found = names.find((one) => one.endsWith(`--${name}`));
      if (found === undefined) throw new Error('no such database');
      const opened = await answered(indexedDB.open(found));
      const table = opened.transaction('docs', 'readwrite').objectStore('docs');
      const all = (await answered(table.getAll())) as { id: string; of: string; doc: string }[];
      for (const [at, row] of all.slice(0, most).entries()) {
        if (at % 4 === 0) await answered(table.put({ ...row, doc: `${row.doc} ` }));
        else if (at % 4 === 1) await answered(table.delete(row.id));
        else if (at % 4 === 2) await answered(table.put({ ...row, id: `stray${at}` }));
        else await answered(table.put({ ...row, of: 'elsewhere', doc: row.doc }));
      }
      opened.close();
    },
    { name: collection, most: rows },
  );

/** All rows of the copy as text, without what RxDB adds. */
export const storedRows = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not answered'));
      });
    const texts: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      if (!/replica.*--(grids|households|visits)$/.test(name)) continue;
      const opened = await answered(indexedDB.open(name));
      const rows = await answered(opened.transaction('docs').objectStore('docs').getAll());
      for (const { id, of, seq, doc } of rows) texts.push(JSON.stringify([id, of, seq, doc]));
      opened.close();
    }
    return texts.sort();
  });
