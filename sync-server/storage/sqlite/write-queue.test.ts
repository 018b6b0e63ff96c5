import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { createWriteQueue } from './write-queue.ts';

const busyMs = 4;
const work = (): void => {
  const until = performance.now() + busyMs;
  while (performance.now() < until);
};

test('a crowd of long jobs is cut into short transactions, between which everything else runs', async () => {
  const database = new DatabaseSync(':memory:');
  const queue = createWriteQueue(database);
  let turns = 0;
  const others = setInterval(() => (turns += 1), 1);
  const order: number[] = [];
  const jobs = Array.from({ length: 60 }, (_, k) =>
    queue.write(() => {
      work();
      order.push(k);
    }),
  );
  await Promise.all(jobs);
  clearInterval(others);
  // 60 jobs of 4 ms in transactions of 10 ms: at least twenty breaths.
  expect(turns).toBeGreaterThanOrEqual(15);
  expect(order).toEqual(Array.from({ length: 60 }, (_, k) => k));
  await queue.finish();
  database.close();
});

test('short jobs that wait share a transaction', async () => {
  const database = new DatabaseSync(':memory:');
  let commits = 0;
  const { exec } = database;
  database.exec = (sql) => {
    if (sql === 'COMMIT') commits += 1;
    exec.call(database, sql);
  };
  const queue = createWriteQueue(database);
  await Promise.all(Array.from({ length: 50 }, () => queue.write(() => undefined)));
  expect(commits).toBeLessThan(10);
  await queue.finish();
  database.close();
});
