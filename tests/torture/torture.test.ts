// A tenth of `npm run torture`.

import { expect, test } from 'vitest';
import { torturePostgres, tortureSqlite } from './rounds.ts';
import { tearDatabase, tearPhones } from './torn.ts';

const seed = '2020';

test('TORTURE-1 TORTURE-2 TORTURE-3 TORTURE-4 TORTURE-5 SIGKILL of the server on SQLite', async () => {
  const { rounds, acknowledged } = await tortureSqlite({ rounds: 20, seed });
  expect(rounds).toBe(20);
  expect(acknowledged).toBeGreaterThan(200);
});

test('TORTURE-1 … TORTURE-6 SIGKILL of the server or the whole of PostgreSQL, in turn', async () => {
  const { rounds, acknowledged } = await torturePostgres({ rounds: 5, seed });
  expect(rounds).toBe(5);
  expect(acknowledged).toBeGreaterThan(50);
});

test('TORTURE-1 … TORTURE-5 connections of phones torn at random bytes', async () => {
  const { torn } = await tearPhones({ events: 300, seed });
  expect(torn).toBeGreaterThan(20);
});

test('TORTURE-1 … TORTURE-5 connections to the database torn at random bytes', async () => {
  const { torn } = await tearDatabase({ events: 200, seed });
  expect(torn).toBeGreaterThan(5);
});
