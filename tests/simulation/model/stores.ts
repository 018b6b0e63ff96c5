// A store for each run: in memory, SQLite in a file of its own, PostgreSQL in a database of its own.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import type { Storage } from '#server/storage/port.ts';
import { openPostgresStorage } from '#server/storage/postgres/postgres-storage.ts';
import { openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { startPostgres } from '#testing/postgres-server.ts';

export type Stores = { open(): Promise<Storage>; close(): Promise<void> };

const inMemory = (): Stores => ({
  open: async () => createMemoryStorage(),
  close: async () => undefined,
});

const inFiles = (): Stores => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-simulation-'));
  let count = 0;
  return {
    open: async () => openSqliteStorage(path.join(folder, String((count += 1)), 'store.sqlite')),
    close: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

const inPostgres = async (): Promise<Stores> => {
  const server = await startPostgres();
  return {
    open: async () => openPostgresStorage(await server.createDatabase()),
    close: () => server.stop(),
  };
};

/** @param name memory, sqlite or postgres */
export const openStores = async (name: string): Promise<Stores> => {
  if (name === 'memory') return inMemory();
  if (name === 'sqlite') return inFiles();
  if (name === 'postgres') return inPostgres();
  throw new Error(`There is no store called ${name}: memory, sqlite or postgres.`);
};
