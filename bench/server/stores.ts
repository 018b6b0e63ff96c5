// The two stores under the server, each as durable as in production: SQLite with synchronous=FULL, PostgreSQL with fsync.

import path from 'node:path';
import type { Storage } from '#server/storage/port.ts';
import { openPostgresStorage } from '#server/storage/postgres/postgres-storage.ts';
import { databaseName, openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { startPostgres, type PostgresServer } from '#testing/postgres-server.ts';
import { emptyFolder } from '../../tests/e2e/harness/seeded-folder.ts';

export const storeKinds = ['sqlite', 'postgres'] as const;
export type StoreKind = (typeof storeKinds)[number];
export const storeNames: Record<StoreKind, string> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

export type BenchStore = {
  kind: StoreKind;
  /** The database's file or address. */
  place: string;
  /** By which a server process finds it. */
  environment: Record<string, string>;
  open(): Promise<Storage>;
};
export type BenchStores = { create(kind: StoreKind): Promise<BenchStore>; end(): Promise<void> };

export const createStores = (): BenchStores => {
  let postgres: PostgresServer | undefined;
  return {
    create: async (kind) => {
      if (kind === 'sqlite') return sqliteIn(emptyFolder());
      postgres ??= await startPostgres({ isDurable: true });
      const url = await postgres.createDatabase();
      const environment = { DATABASE_URL: url };
      return { kind, place: url, environment, open: () => openPostgresStorage(url) };
    },
    end: async () => postgres?.stop(),
  };
};

export const sqliteIn = (folder: string): BenchStore => {
  const file = path.join(folder, databaseName);
  const open = async (): Promise<Storage> => openSqliteStorage(file);
  return { kind: 'sqlite', place: file, environment: { DATA_DIR: folder }, open };
};
