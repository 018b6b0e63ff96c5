// What is tortured: a district of one grid in a store of its own, the server processes on it, and phones of its team.

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeHousehold } from '#testing/builders.ts';
import { startPostgres, type PostgresServer } from '#testing/postgres-server.ts';
import type { Random } from '#testing/random.ts';
import { makeDistrict } from '#testing/server-fixture.ts';
import { startServer, type ServerProcess } from '#testing/server-process.ts';
import { importDistrict } from '../../sync-server/services/import-district.ts';
import { createPokes } from '../../sync-server/services/pokes.ts';
import { authenticate, createInvitation, enrol } from '../../sync-server/services/sessions.ts';
import { openPostgresStorage } from '../../sync-server/storage/postgres/postgres-storage.ts';
import type { Storage } from '../../sync-server/storage/port.ts';
import {
  databaseName,
  openSqliteStorage,
} from '../../sync-server/storage/sqlite/sqlite-storage.ts';
import {
  createTorturePhone,
  type Enrolled,
  type PhoneOptions,
  type TorturePhone,
} from './phone.ts';

export const grid = 'g001';
const households = 40;
const phonesPerWorld = 6;

export type World = {
  name: string;
  phones: readonly TorturePhone[];
  /** Only with PostgreSQL. */
  database?: PostgresServer;
  databaseUrl?: string;
  /** A server process on the store. @param databaseUrl another way to the same database */
  startServer(databaseUrl?: string): Promise<ServerProcess>;
  /** The store itself, beside or after the server. */
  open(): Promise<Storage>;
  dispose(): Promise<void>;
};

const district = () => {
  const [first, ...others] = makeDistrict().grids;
  const doors = Array.from({ length: households }, (_, k) =>
    makeHousehold({
      id: `h${k + 1}`,
      grid,
      door: { building: '2', unit: '1', floor: (k % 6) + 1, room: `${k + 101}`, suffix: '' },
    }),
  );
  return makeDistrict({
    grids: first === undefined ? [] : [{ ...first, households: doors }, ...others],
  });
};

/** Fills the store and signs phones of both members in. */
const settle = async (storage: Storage): Promise<Enrolled[]> => {
  await importDistrict(storage, district());
  const context = { storage, now: Date.now, pokes: createPokes(), ...(await storage.readFacts()) };
  const enrolled: Enrolled[] = [];
  for (let k = 0; k < phonesPerWorld; k += 1) {
    const staff = k % 2 === 0 ? 's002' : 's003';
    const code = await createInvitation(context, staff);
    const { token } = await enrol(context, { code, device: 'Torture' });
    enrolled.push({ token, staff, device: (await authenticate(context, token)).device });
  }
  await storage.close();
  return enrolled;
};

export type WorldOptions = Pick<PhoneOptions, 'mostAtOnce' | 'patienceMs'>;

const phonesOf = (
  enrolled: readonly Enrolled[],
  random: Random,
  options: WorldOptions,
): TorturePhone[] =>
  enrolled.map((one, k) =>
    createTorturePhone(one, { ...options, random: random.fork(`p${k}`), households }),
  );

export const openSqliteWorld = async (
  random: Random,
  options: WorldOptions = {},
): Promise<World> => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-torture-'));
  const open = async (): Promise<Storage> => openSqliteStorage(path.join(folder, databaseName));
  const phones = phonesOf(await settle(await open()), random, options);
  return {
    name: 'sqlite',
    phones,
    open,
    startServer: () => startServer({ DATA_DIR: folder }),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

/** @param database a server that is durable */
export const openPostgresWorld = async (
  random: Random,
  { database, ...options }: WorldOptions & { database: PostgresServer },
): Promise<World> => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-torture-'));
  const databaseUrl = await database.createDatabase();
  const open = (): Promise<Storage> => openPostgresStorage(databaseUrl);
  const phones = phonesOf(await settle(await open()), random, options);
  return {
    name: 'postgres',
    ...{ phones, database, databaseUrl, open },
    startServer: (url = databaseUrl) => startServer({ DATA_DIR: folder, DATABASE_URL: url }),
    dispose: async () => rmSync(folder, { recursive: true, force: true }),
  };
};

export const startDurablePostgres = (): Promise<PostgresServer> =>
  startPostgres({ isDurable: true });
