import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeDistrict } from '#testing/server-fixture.ts';
import { importDistrict } from '../../services/import-district.ts';
import { putBack, takeBackup } from './backup.ts';
import { openSqliteStorage } from './sqlite-storage.ts';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const digestsOf = async (file: string) => {
  const storage = openSqliteStorage(file);
  const [grid] = await storage.readGridsIn('');
  const { epoch, server, sealKey } = await storage.readFacts();
  await storage.close();
  return { digests: grid?.digests, head: grid?.head, epoch, server, sealKey };
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('BACKUP-1 BACKUP-4 a copy taken while the store is open comes back whole, under another epoch, with the name and key of its district', async () => {
  const storage = openSqliteStorage(at('live.sqlite'));
  await importDistrict(storage, makeDistrict());
  const checksum = await takeBackup(at('live.sqlite'), at('copies/one.sqlite'));
  await storage.close();
  expect(readFileSync(at('copies/one.sqlite.sha256'), 'utf8')).toBe(`${checksum}  one.sqlite\n`);
  const epoch = await putBack(at('copies/one.sqlite'), at('back/gridsweep.sqlite'));
  const before = await digestsOf(at('live.sqlite'));
  expect(await digestsOf(at('back/gridsweep.sqlite'))).toEqual({ ...before, epoch });
  expect(epoch).not.toBe(before.epoch);
});

test('BACKUP-1 a copy comes to its end while the server never stops writing, and is of one moment', async () => {
  const storage = openSqliteStorage(at('live.sqlite'));
  await importDistrict(storage, makeDistrict());
  const json = JSON.stringify('x'.repeat(100_000));
  const rows = Array.from({ length: 300 }, (_, k) => ({
    id: `x${k}`,
    seq: 900 + k,
    rev: '',
    json,
  }));
  await storage.inGrid('g001', (transaction) => transaction.putDocuments('visits', rows));
  let last = 0;
  let isOver = false;
  const writing = (async () => {
    for (; !isOver; last += 1) {
      const n = last + 1;
      await storage.inGrid('g001', async (transaction) => {
        await transaction.putChain('aa', { last: n, hash: `${n}` });
        await transaction.putChain('bb', { last: n, hash: `${n}` });
      });
    }
  })();
  await takeBackup(at('live.sqlite'), at('one.sqlite')).finally(() => (isOver = true));
  await writing;
  await storage.close();
  expect(last).toBeGreaterThan(3);
  await putBack(at('one.sqlite'), at('back.sqlite'));
  const back = openSqliteStorage(at('back.sqlite'));
  const chains = [await back.readChainOf('g001', 'aa'), await back.readChainOf('g001', 'bb')];
  await back.close();
  expect(chains[0]).toEqual(chains[1]);
}, 20_000);

test('STORE-15 a copy that is put back notes its heads, the least of all, also one of an earlier version', async () => {
  const storage = openSqliteStorage(at('live.sqlite'));
  await importDistrict(storage, makeDistrict());
  await storage.close();
  await takeBackup(at('live.sqlite'), at('one.sqlite'));
  const old = new DatabaseSync(at('one.sqlite'));
  old.exec('ALTER TABLE grids DROP COLUMN restored_head; PRAGMA user_version = 2');
  old.close();
  rmSync(at('one.sqlite.sha256'));
  await putBack(at('one.sqlite'), at('two.sqlite'));
  const again = openSqliteStorage(at('two.sqlite'));
  const headsOf = async (open: typeof again) =>
    (await open.readGridsIn('')).map(({ head, restoredHead }) => [head, restoredHead]);
  expect(await headsOf(again)).toEqual([
    [6, 6],
    [3, 3],
  ]);
  await again.inGrid('g001', async (transaction) => {
    const row = await transaction.readGrid();
    if (row !== undefined) await transaction.putGrid({ ...row, head: 9 });
  });
  await again.close();
  await takeBackup(at('two.sqlite'), at('three.sqlite'));
  await putBack(at('three.sqlite'), at('four.sqlite'));
  const last = openSqliteStorage(at('four.sqlite'));
  expect(await headsOf(last)).toEqual([
    [9, 6],
    [3, 3],
  ]);
  await last.close();
});

test('BACKUP-2 a copy that was cut short, changed or is something else is not put back', async () => {
  const storage = openSqliteStorage(at('live.sqlite'));
  await importDistrict(storage, makeDistrict());
  await storage.close();
  await takeBackup(at('live.sqlite'), at('cut.sqlite'));
  truncateSync(at('cut.sqlite'), 20_000);
  await expect(putBack(at('cut.sqlite'), at('new.sqlite'))).rejects.toThrow(
    'does not fit its checksum',
  );
  rmSync(at('cut.sqlite.sha256'));
  await expect(putBack(at('cut.sqlite'), at('new.sqlite'))).rejects.toThrow('cut short, damaged');
  writeFileSync(at('text.sqlite'), 'no database');
  await expect(putBack(at('text.sqlite'), at('new.sqlite'))).rejects.toThrow('cut short, damaged');
  await expect(putBack(at('none.sqlite'), at('new.sqlite'))).rejects.toThrow('There is no file');
  expect(existsSync(at('new.sqlite'))).toBe(false);
});

test('BACKUP-3 neither a copy nor a database is overwritten', async () => {
  const storage = openSqliteStorage(at('live.sqlite'));
  await storage.close();
  await takeBackup(at('live.sqlite'), at('one.sqlite'));
  await expect(takeBackup(at('live.sqlite'), at('one.sqlite'))).rejects.toThrow('exists already');
  await expect(putBack(at('one.sqlite'), at('live.sqlite'))).rejects.toThrow('exists already');
  await expect(takeBackup(at('none.sqlite'), at('two.sqlite'))).rejects.toThrow('no database');
});
