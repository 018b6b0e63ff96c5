import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseName, openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import { seedLines } from '../generate/lines.ts';
import { fixedNowMs, seedData, type SeedData } from '../generate/scales.ts';
import { writeDatabase } from './write-database.ts';
import { writeLines } from './write-lines.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'seeds-'))));
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

const small = (): SeedData =>
  seedData({ scale: 'bench', seed: 'small', nowMs: fixedNowMs, households: 30, visits: 40 });

const broken = (): SeedData => ({
  ...small(),
  grids: {
    *[Symbol.iterator]() {
      yield* small().grids;
      throw new Error('the second grid fails');
    },
  },
});

const quiet = () => undefined;

test('a seed becomes a database of the server', async () => {
  const report = await writeDatabase(small(), join(folder, 'deep', 'data'), quiet);
  expect(report).toEqual({ grids: 1, households: 30, events: 40, refused: 0 });
  const file = join(folder, 'deep', 'data', databaseName);
  const storage = openSqliteStorage(file);
  const documents = (await storage.readWholeGrid('g001'))?.documents;
  expect(documents?.households).toHaveLength(30);
  expect(documents?.visits).toHaveLength(40);
  expect((await storage.readFacts()).isDemo).toBe(true);
  await storage.close();
});

test('a folder that holds data is refused and left alone', async () => {
  writeFileSync(join(folder, databaseName), 'mine');
  await expect(writeDatabase(small(), folder, quiet)).rejects.toThrow(
    `The folder ${folder} holds data already; seeds go into an empty folder only.`,
  );
  expect(readFileSync(join(folder, databaseName), 'utf8')).toBe('mine');
});

test('a folder that cannot be is refused in one sentence', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(writeDatabase(small(), join(file, 'data'), quiet)).rejects.toThrow(
    /^The folder .* cannot be written \(ENOTDIR\); choose another one/,
  );
});

test('a seed that fails half way leaves nothing behind', async () => {
  await expect(writeDatabase(broken(), folder, quiet)).rejects.toThrow('the second grid fails');
  await expect(writeLines(broken(), join(folder, 'lines'))).rejects.toThrow(
    'the second grid fails',
  );
  expect(readdirSync(folder)).toEqual([]);
});

test('lines are written as they are generated', async () => {
  const file = join(folder, 'lines');
  await writeLines(small(), file);
  expect(readFileSync(file, 'utf8')).toBe([...seedLines(small())].join(''));
  expect(readdirSync(folder)).toEqual(['lines']);
});

test('a file that cannot be written is refused in one sentence', async () => {
  const file = join(folder, 'missing', 'lines');
  await expect(writeLines(small(), file)).rejects.toThrow(
    `The file ${file} cannot be written (ENOENT).`,
  );
});
