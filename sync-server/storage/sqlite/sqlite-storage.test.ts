import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { describeStorage } from '../contract.ts';
import { migrations } from './migrations.ts';
import { databaseName, openSqliteStorage } from './sqlite-storage.ts';

const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), 'gridsweep-'));

describeStorage('sqlite', () => {
  const folder = makeFolder();
  const file = path.join(folder, databaseName);
  return {
    storage: openSqliteStorage(file),
    reopen: () => openSqliteStorage(file),
    discard: () => rmSync(folder, { recursive: true, force: true }),
  };
});

describe('sqlite: what cannot be opened', () => {
  const folders: string[] = [];
  const folder = (): string => {
    const made = makeFolder();
    folders.push(made);
    return made;
  };
  afterEach(() => {
    for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
  });

  test('a database of a newer program is refused and left as it is', async () => {
    const file = path.join(folder(), databaseName);
    await openSqliteStorage(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    expect(() => openSqliteStorage(file)).toThrow(/newer version/);
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 });
    database.close();
  });

  test('a database of the first step takes the others and keeps what it holds', async () => {
    const file = path.join(folder(), databaseName);
    const old = new DatabaseSync(file);
    old.exec(migrations[0] ?? '');
    old.exec(`
      INSERT INTO meta VALUES ('epoch', 'e1');
      INSERT INTO staff VALUES ('s001', '张三');
      INSERT INTO codes VALUES ('c1', 's001', 500, 100);
      INSERT INTO devices VALUES ('d1', 's001', 'Android', 't1', 9000);
      PRAGMA user_version = 1`);
    old.close();
    const storage = openSqliteStorage(file);
    const facts = await storage.readFacts();
    expect(facts).toMatchObject({ epoch: 'e1', isSetUp: true });
    expect([facts.server.length, JSON.parse(facts.sealKey.publicJwk)]).toMatchObject([
      16,
      { crv: 'P-256' },
    ]);
    expect((await storage.readDevice('d1'))?.device).toEqual({
      ...{ id: 'd1', staff: 's001', label: 'Android', tokenHash: 't1', expiresAt: 9000 },
      ...{ publicKey: '', cookieHash: '', wipedAt: null },
    });
    await storage.close();
  });

  test('a file that is no database is refused', () => {
    const file = path.join(folder(), databaseName);
    writeFileSync(file, 'this is a text, not a database, and long enough to be looked at as one\n');
    expect(() => openSqliteStorage(file)).toThrow(/not a database/);
  });

  test('a folder that is a file is refused', () => {
    const place = path.join(folder(), 'data');
    writeFileSync(place, '');
    expect(() => openSqliteStorage(path.join(place, databaseName))).toThrow(/cannot be written/);
  });
});

describe('sqlite: shared commits', () => {
  test('many who write at once share commits, each behind its own savepoint', async () => {
    const folder = makeFolder();
    const storage = openSqliteStorage(path.join(folder, databaseName));
    const write = (n: number): Promise<void> =>
      storage.inGrid(`g${n % 7}`, async (transaction) => {
        await transaction.putChain('aa', { last: n, hash: String(n) });
        if (n % 10 === 0) throw new Error('every tenth fails');
      });
    const outcomes = await Promise.allSettled(Array.from({ length: 300 }, (_, n) => write(n)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(30);
    expect(await storage.readChainOf('g4', 'aa')).toEqual({ last: 298, hash: '298' });
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
