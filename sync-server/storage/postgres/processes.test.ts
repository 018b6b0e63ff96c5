// Several processes on one database, each a store of its own here.

import { expect, test } from 'vitest';
import postgres from 'postgres';
import { startPostgres } from '#testing/postgres-server.ts';
import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { count, entry, fill } from '../contract-rows.ts';
import { StoreUnavailable } from '../port.ts';
import { createConnection } from './connection.ts';
import { openPostgresStorage } from './postgres-storage.ts';

test('processes that start at once bring the tables up once, under one name and epoch', async () => {
  const url = await openTestDatabase();
  const storages = await Promise.all(Array.from({ length: 6 }, () => openPostgresStorage(url)));
  const facts = await Promise.all(storages.map((storage) => storage.readFacts()));
  expect(new Set(facts.map((one) => JSON.stringify(one))).size).toBe(1);
  await Promise.all(storages.map((storage) => storage.close()));
});

test('STORE-2 transactions of a grid come one after another across processes, also of a grid that is being made', async () => {
  const url = await openTestDatabase();
  const storages = await Promise.all(Array.from({ length: 4 }, () => openPostgresStorage(url)));
  const counts = storages.flatMap((storage) =>
    Array.from({ length: 25 }, () => count(storage, 'g1')),
  );
  const heads = (await Promise.all(counts)).sort((left, right) => left - right);
  expect(heads).toEqual(Array.from({ length: 100 }, (_, k) => k + 1));
  await Promise.all(storages.map((storage) => storage.close()));
});

test('a database of a newer program is refused; one that cannot be reached is, without its password', async () => {
  const url = await openTestDatabase();
  await (await openPostgresStorage(url)).close();
  const client = postgres(url, { max: 1 });
  await client`INSERT INTO migrations (step) VALUES (99)`;
  await client.end();
  await expect(openPostgresStorage(url)).rejects.toThrow(/newer version/);
  const wrong = openPostgresStorage('postgres://u:secret@127.0.0.1:1/x');
  await expect(wrong).rejects.toThrow(/^The database cannot be used((?!secret).)*$/);
  const missing = openPostgresStorage(url.replace(/\w+$/, 'none'));
  await expect(missing).rejects.toThrow(/cannot be used: PostgreSQL refused: 3D000/);
  await expect(openPostgresStorage('postgres://')).rejects.toThrow();
});

test('STORE-3 work that swallows the error of a statement is rolled back and rejects', async () => {
  const storage = await openPostgresStorage(await openTestDatabase());
  const swallowing = storage.inGrid('g1', async (transaction) => {
    await transaction.appendLedger([entry(1)]);
    await transaction.appendLedger([entry(2, { n: 0.5 })]).catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow();
  expect(await storage.readLedgerOf('g1')).toEqual([]);
  await storage.close();
});

test('a connection that says nothing for too long is given up, and answers nothing any more', async () => {
  const connection = createConnection(await openTestDatabase(), { patienceMs: 300 });
  await connection.query('SELECT 1');
  await expect(connection.query('SELECT pg_sleep(3)')).rejects.toThrow(StoreUnavailable);
  expect(connection.isLost()).toBe(true);
  await expect(connection.query('SELECT 1')).rejects.toThrow(StoreUnavailable);
  await connection.end();
});

test('STORE-10 what was stored before the database was killed is there after it; calls meanwhile say that they may be repeated', async () => {
  const server = await startPostgres({ isDurable: true });
  const storage = await openPostgresStorage(await server.createDatabase());
  await fill(storage, 'g1', 3);
  const interrupted = storage.inGrid('g1', async (transaction) => {
    await transaction.putChain('aa', { last: 1, hash: 'x' });
    await server.kill();
    await transaction.putChain('aa', { last: 2, hash: 'y' });
  });
  await expect(interrupted).rejects.toThrow(StoreUnavailable);
  await expect(count(storage, 'g1')).rejects.toThrow(StoreUnavailable);
  await expect(storage.readGrids(['g1'])).rejects.toThrow(StoreUnavailable);
  await server.start();
  expect((await storage.readGrids(['g1']))[0]?.head).toBe(4);
  expect((await storage.readChainOf('g1', 'aa')).last).toBe(0);
  expect(await count(storage, 'g1')).toBe(5);
  await storage.close();
  await server.stop();
});
