import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '#testing/postgres-of-run.ts';
import { makeDistrict } from '#testing/server-fixture.ts';
import { importDistrict } from '../../services/import-district.ts';
import { count, entry } from '../contract-rows.ts';
import { takePostgresBackup } from './backup.ts';
import { openPostgresStorage } from './postgres-storage.ts';
import { putPostgresBackup } from './restore.ts';

let folder = '';
let url = '';
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  url = await openTestDatabase();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const openDistrict = async () => {
  const storage = await openPostgresStorage(url);
  await importDistrict(storage, makeDistrict());
  await storage.inGrid('g001', (transaction) =>
    transaction.appendLedger(
      Array.from({ length: 1200 }, (_, k) =>
        entry(k + 1, { json: `{"note":"${k} \\u0000 \\\\ 北 \\" \\n"}` }),
      ),
    ),
  );
  return storage;
};

const contentOf = async (address: string) => {
  const storage = await openPostgresStorage(address);
  const [facts, ledger] = [await storage.readFacts(), await storage.readLedgerOf('g001')];
  const [grids, whole] = [await storage.readGridsIn(''), await storage.readWholeGrid('g001')];
  const people = [await storage.readAllStaff(), await storage.readAreas()];
  await storage.close();
  const { epoch, ...lasting } = facts;
  return { epoch, rest: { lasting, ledger, grids, whole, people } };
};

test('BACKUP-1 a large table may take as long as it takes', async () => {
  const storage = await openDistrict();
  await storage.close();
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client.unsafe(`DROP TABLE hours;
    CREATE VIEW hours AS SELECT current_setting('statement_timeout') AS patience`);
  await client.end();
  await takePostgresBackup(url, at('one.backup'));
  const lines = gunzipSync(readFileSync(at('one.backup'))).toString();
  expect(lines).toContain('hours {"patience":"0"}');
});

test('BACKUP-1 BACKUP-4 STORE-15 a copy taken while others write is of one moment and comes back whole, under another epoch', async () => {
  const storage = await openDistrict();
  let isTaken = false;
  const writing = (async () => {
    while (!isTaken) await count(storage, 'g9');
  })();
  const checksum = await takePostgresBackup(url, at('copies/one.backup'));
  isTaken = true;
  await writing;
  await storage.close();
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
  expect(readFileSync(at('copies/one.backup.sha256'), 'utf8')).toBe(`${checksum}  one.backup\n`);
  const other = await openTestDatabase();
  const epoch = await putPostgresBackup(at('copies/one.backup'), other);
  const [before, after] = [await contentOf(url), await contentOf(other)];
  const known = (content: typeof before) => ({
    ...content.rest,
    grids: content.rest.grids
      .filter(({ grid }) => grid !== 'g9')
      .map((row) => ({ ...row, restoredHead: row.head })),
  });
  expect(known(after)).toEqual(known(before));
  expect(after.rest.grids.every(({ head, restoredHead }) => head === restoredHead)).toBe(true);
  expect(after.epoch).toBe(epoch);
  expect(after.epoch).not.toBe(before.epoch);
});

test('BACKUP-2 a copy that was cut short or altered is not put back, and nothing is done', async () => {
  const storage = await openDistrict();
  await storage.close();
  await takePostgresBackup(url, at('whole.backup'));
  const whole = readFileSync(at('whole.backup'));
  const text = gunzipSync(whole).toString();
  const bad = {
    cut: whole.subarray(0, whole.length - 200),
    shorn: gzipSync(text.split('\n').slice(0, -3).join('\n')),
    'row-lost': gzipSync(text.replace(/\nstaff [^\n]*/, '')),
    altered: gzipSync(text.replace('演示组长', '演示队长')),
    longer: gzipSync(`${text}staff {"id":"s999","name":"x"}\n`),
    text: 'no backup at all',
    empty: '',
  };
  const other = await openTestDatabase();
  for (const [name, content] of Object.entries(bad)) {
    writeFileSync(at(name), content);
    await expect(putPostgresBackup(at(name), other), name).rejects.toThrow('cut short, damaged');
  }
  await expect(putPostgresBackup(at('none'), other)).rejects.toThrow('There is no file');
  await expect(takePostgresBackup(other, at('nothing'))).rejects.toThrow('holds nothing');
  expect(existsSync(at('nothing'))).toBe(false);
});

test('BACKUP-3 neither a copy nor a database is overwritten; a server that has only been started is no obstacle', async () => {
  const storage = await openDistrict();
  await storage.close();
  await takePostgresBackup(url, at('one.backup'));
  await expect(takePostgresBackup(url, at('one.backup'))).rejects.toThrow('exists already');
  await expect(putPostgresBackup(at('one.backup'), url)).rejects.toThrow('not empty');
  const other = await openTestDatabase();
  await (await openPostgresStorage(other)).close();
  await putPostgresBackup(at('one.backup'), other);
  const { grids, ...rest } = (await contentOf(url)).rest;
  const noted = grids.map((row) => ({ ...row, restoredHead: row.head }));
  expect((await contentOf(other)).rest).toEqual({ ...rest, grids: noted });
});
