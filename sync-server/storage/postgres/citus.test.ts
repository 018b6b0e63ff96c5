import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { openPostgresStorage } from './postgres-storage.ts';

const script = readFileSync(path.join(import.meta.dirname, 'citus.sql'), 'utf8');
const namesIn = (call: string): string[] =>
  [...script.matchAll(new RegExp(`${call}\\('(\\w+)'`, 'g'))].map(([, name]) => name ?? '');
const distributed = namesIn('create_distributed_table');

let client: postgres.Sql;
beforeEach(async () => {
  const url = await openTestDatabase();
  await (await openPostgresStorage(url)).close();
  client = postgres(url, { max: 1, onnotice: () => undefined });
});
afterEach(() => client.end());

test('STORE-9 every table is spread by the script, once: by its grid when it has one, else whole', async () => {
  const rows = await client<{ name: string; has_grid: boolean }[]>`
    SELECT relname AS name, EXISTS (
      SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid AND attname = 'grid' AND attnotnull
    ) AS has_grid
    FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  const named = (isOfField: boolean): string[] =>
    rows.filter(({ has_grid: hasGrid }) => hasGrid === isOfField).map(({ name }) => name);
  expect(distributed.toSorted()).toEqual(named(true).sort());
  expect(namesIn('create_reference_table').sort()).toEqual(named(false).sort());
});

/** Unique indexes, with or without a constraint, whose first column is not the grid; and constraints over other tables. */
const unfitKeys = () => client<{ name: string }[]>`
  SELECT indexrelid::regclass::text AS name
  FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
  WHERE indisunique AND indrelid = ANY (${distributed}::text[]::regclass[]) AND attname <> 'grid'
  UNION ALL
  SELECT conname::text FROM pg_constraint
  WHERE contype IN ('f', 'x') AND conrelid = ANY (${distributed}::text[]::regclass[])
  UNION ALL
  SELECT tgname::text FROM pg_trigger WHERE tgrelid = ANY (${distributed}::text[]::regclass[])`;

test('STORE-9 every unique key of a table of the field begins with the grid', async () => {
  expect(await unfitKeys()).toEqual([]);
  await client`CREATE UNIQUE INDEX unfit ON ledger (device, n, grid)`;
  expect((await unfitKeys()).map(({ name }) => name)).toEqual(['unfit']);
});
