import 'fake-indexeddb/auto';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetGrid } from '#data/outbox/forget-grid.ts';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { writeNote } from '#data/outbox/outbox-rows.ts';
import type { Transport } from '#sync/transport.ts';
import { wipeOutbox } from './enrol.ts';
import { askOrRecall } from './last-known.ts';

let database: OutboxDatabase;
let count = 0;
beforeEach(async () => {
  database = await openOutboxDatabase(`last-known-${(count += 1)}`);
  await writeNote(database, 'session', { token: 'first' });
});
afterEach(() => database.close());

/** What is known after an answer before whose arrival something else happened. */
const knownAfter = async (meanwhile: () => Promise<unknown>) => {
  const call = async () => {
    await meanwhile();
    return { kind: 'answered', value: { phones: [] } };
  };
  const transport = { call } as unknown as Transport;
  const given = { database, transport, now: () => 7 };
  expect(await askOrRecall(given, '/phones/g001', v.any())).toMatchObject({ isLive: true });
  return (await database.meta.where('key').startsWith('known:').toArray()).map(({ key }) => key);
};

test('an answer is kept for when the server cannot be asked', async () => {
  expect(await knownAfter(() => Promise.resolve())).toEqual(['known:/phones/g001']);
});

test('RECEIPT-3 an answer that comes after its grid was forgotten is not kept', async () => {
  const gone = { grid: 'g001', device: 'aa' };
  expect(await knownAfter(() => forgetGrid(database, gone, 1))).toEqual([]);
  expect(await knownAfter(() => forgetGrid(database, gone, 2))).toEqual([]);
});

test('RECEIPT-3 an answer that comes after signing out, or after the next sign-in, is not kept', async () => {
  expect(await knownAfter(() => wipeOutbox(database))).toEqual([]);
  await writeNote(database, 'session', { token: 'first' });
  const next = async () => {
    await wipeOutbox(database);
    await writeNote(database, 'session', { token: 'second' });
  };
  expect(await knownAfter(next)).toEqual([]);
});
