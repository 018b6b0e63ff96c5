// What holds when something breaks in the middle of a shared transaction: nobody is answered before COMMIT, and who was
// told that it is done finds it on the disk.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createWriteQueue, type WriteQueue } from './write-queue.ts';

let folder = '';
let writer: DatabaseSync;
let reader: DatabaseSync;
let queue: WriteQueue;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  const file = path.join(folder, 'queue.sqlite');
  writer = new DatabaseSync(file, { timeout: 20 });
  writer.exec(`
    PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON;
    CREATE TABLE parents (id INTEGER PRIMARY KEY);
    CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL DEFAULT '',
      parent INTEGER REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED);`);
  reader = new DatabaseSync(file, { timeout: 20 });
  queue = createWriteQueue(writer);
});
afterEach(async () => {
  await queue.finish();
  reader.close();
  writer.close();
  rmSync(folder, { recursive: true, force: true });
});

const insert = (id: number): void =>
  void writer.prepare('INSERT INTO rows (id) VALUES (?)').run(id);
/** What somebody else sees. */
const stored = (): number[] =>
  reader
    .prepare('SELECT id FROM rows ORDER BY id')
    .all()
    .map(({ id }) => Number(id));
const statusesOf = async (writes: readonly Promise<unknown>[]): Promise<string[]> =>
  (await Promise.allSettled(writes)).map(({ status }) => status);

describe('STORE-1 nobody is answered before COMMIT', () => {
  test('while a neighbour still works, who has finished waits, and nothing of it is seen', async () => {
    let isAnswered = false;
    const seen: unknown[] = [];
    const first = queue.write(() => insert(1)).then(() => void (isAnswered = true));
    const second = queue.write(async () => {
      await nextTurn();
      seen.push([isAnswered, stored()]);
      insert(2);
    });
    await Promise.all([first, second]);
    expect(seen).toEqual([[false, []]]);
    expect(stored()).toEqual([1, 2]);
  });

  test('at the answer the work is there for everybody', async () => {
    const seen = await Promise.all(
      [1, 2, 3].map((id) => queue.write(() => insert(id)).then(() => stored().includes(id))),
    );
    expect(seen).toEqual([true, true, true]);
  });
});

describe('STORE-3 what breaks disturbs nobody', () => {
  test('work that throws after it wrote is undone alone', async () => {
    const writes = [
      queue.write(() => insert(1)),
      queue.write(async () => {
        insert(2);
        await nextTurn();
        insert(3);
        throw new Error('in the middle');
      }),
      queue.write(() => {
        insert(4);
        insert(4);
      }),
      queue.write(() => insert(5)),
    ];
    expect(await statusesOf(writes)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(stored()).toEqual([1, 5]);
  });

  test('a COMMIT that fails answers everybody in it with failure, stores nothing, and the next goes on', async () => {
    const orphan = 'INSERT INTO rows (id, parent) VALUES (2, 99)';
    const writes = [
      queue.write(() => insert(1)),
      queue.write(() => writer.exec(orphan)),
      queue.write(() => insert(3)),
    ];
    expect(await statusesOf(writes)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([stored(), writer.isTransaction]).toEqual([[], false]);
    await queue.write(() => insert(4));
    expect(stored()).toEqual([4]);
  });

  test('a transaction that ended under the work is nobody’s: all in it fail, none is half there', async () => {
    const writes = [
      queue.write(() => insert(1)),
      queue.write(() => {
        insert(2);
        // As SQLite does by itself when the disk is full or cannot be read.
        writer.exec('ROLLBACK');
        throw new Error('disk I/O error');
      }),
      queue.write(() => insert(3)),
    ];
    const [first, second, third] = await statusesOf(writes);
    expect([first, second]).toEqual(['rejected', 'rejected']);
    expect(stored()).toEqual(third === 'fulfilled' ? [3] : []);
    await queue.write(() => insert(4));
    expect(stored()).toContain(4);
  });

  test('a database that is full refuses what does not fit and keeps the rest', async () => {
    const pages = Number(writer.prepare('PRAGMA page_count').get()?.['page_count']);
    writer.exec(`PRAGMA max_page_count = ${pages + 4}`);
    const large = 'INSERT INTO rows (id, text) VALUES (2, ?)';
    const writes = [
      queue.write(() => insert(1)),
      queue.write(() => void writer.prepare(large).run('x'.repeat(1_000_000))),
      queue.write(() => insert(3)),
    ];
    const statuses = await statusesOf(writes);
    expect(statuses[1]).toBe('rejected');
    expect(stored()).toEqual([1, 2, 3].filter((_, k) => statuses[k] === 'fulfilled'));
    await queue.write(() => insert(4));
    expect(stored()).toContain(4);
  });

  test('another process that holds the database: those who wait are told, the next goes on', async () => {
    reader.exec('BEGIN IMMEDIATE');
    expect(await statusesOf([queue.write(() => insert(1)), queue.write(() => insert(2))])).toEqual([
      'rejected',
      'rejected',
    ]);
    reader.exec('ROLLBACK');
    await queue.write(() => insert(3));
    expect(stored()).toEqual([3]);
  });
});

test('STORE-1 STORE-3 whatever fails and whenever: there is exactly what was answered as done', async () => {
  const kinds = ['well', 'throws', 'twice', 'orphan', 'ended'] as const;
  const job = fc.record({ kind: fc.constantFrom(...kinds), turns: fc.nat(3), wait: fc.nat(3) });
  let id = 0;
  const run = async ({ kind, turns }: { kind: string; turns: number }, own: number) => {
    insert(own);
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
    if (kind === 'twice') insert(own);
    if (kind === 'orphan') writer.exec(`UPDATE rows SET parent = 99 WHERE id = ${own}`);
    if (kind === 'ended') writer.exec('ROLLBACK');
    if (kind === 'ended' || kind === 'throws') throw new Error(kind);
  };
  const property = fc.asyncProperty(fc.array(job, { maxLength: 12 }), async (jobs) => {
    const first = id + 1;
    const writes: Promise<boolean>[] = [];
    for (const one of jobs) {
      const own = (id += 1);
      for (let turn = 0; turn < one.wait; turn += 1) await nextTurn();
      const isDone = queue.write(() => run(one, own)).then(() => true);
      writes.push(isDone.catch(() => false));
    }
    const answers = await Promise.all(writes);
    const done = answers.flatMap((isDone, k) => (isDone ? [first + k] : []));
    expect(stored().filter((one) => one >= first)).toEqual(done);
  });
  await fc.assert(property, { numRuns: 150, seed: 20_260_101 });
});
