import { gridSeed } from '../harness/seeded-folder.ts';
import { test } from '../harness/journey.ts';
import { enrol, openRoom, pageFolder } from './phone-room.ts';
test('debug', async ({ field }) => {
  const server = await field.server(gridSeed(900, 3000), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, 's003');
  await phone.page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
      if (this.transaction.db.name.includes('rx-replication-meta'))
        this.transaction.addEventListener('complete', () => (document.title = 'page stored'));
      return put.apply(this, given);
    };
    void window.phone.app.openGrid('g001');
  });
  await phone.page.waitForFunction(() => document.title === 'page stored');
  const dump = () => phone.page.evaluate(async () => {
    const out: Record<string, unknown> = {};
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((r, j) => { const q = indexedDB.open(name); q.onsuccess = () => r(q.result); q.onerror = () => j(q.error); });
      for (const s of db.objectStoreNames) {
        const t = db.transaction(s).objectStore(s);
        const c = await new Promise((r) => { const q = t.count(); q.onsuccess = () => r(q.result); });
        out[`${name}/${s}`] = c;
        if (name.includes('meta') && s === 'docs' || s === 'meta') out[`${name}/${s}/all`] = JSON.stringify(await new Promise((r) => { const q = t.getAll(); q.onsuccess = () => r(q.result); })).slice(0, 1500);
      }
      db.close();
    }
    return out;
  });
  console.log('before kill', await dump());
  await phone.kill();
  await phone.start();
  await phone.page.goto(`${server.origin}/nothing.html`);
  console.log('after', await dump());
});
