import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeVisit, morning } from '#testing/builders.ts';
import { writeReplicaNote } from '../replica/replica-note.ts';
import { finishForgetting, forgetGrid, readReceipts } from './forget-grid.ts';
import { isAnythingUndecided, noteRulings } from './fate-rows.ts';
import { openOutboxDatabase, type OutboxDatabase } from './outbox-database-dexie.ts';
import { readDraft, readNote, readOwnEvents, writeDraft, writeNote } from './outbox-rows.ts';
import { createOutbox } from './outbox.ts';

let database: OutboxDatabase;
let count = 0;
beforeEach(async () => (database = await openOutboxDatabase(`forget-${(count += 1)}`)));
afterEach(() => database.close());

const record = async (grid: string) =>
  (await createOutbox(database)).save(
    { device: 'aa', staff: 's002', grid },
    {
      household: '',
      undo: { facts: {}, persons: [] },
      factOf: () => ({
        kind: 'visit-recorded',
        body: { visit: makeVisit(), facts: {}, persons: [] },
      }),
    },
    { nowMs: morning, seen: 7, heard: [0, 0] },
  );
const gone = { grid: 'g001', device: 'aa' };

test('RECEIPT-1 nothing goes while something of the grid is unsent', async () => {
  await record('g001');
  await writeDraft(database, { grid: 'g001', household: 'h1', form: { a: 1 }, nowMs: 1 });
  expect(await forgetGrid(database, gone, morning)).toBe(false);
  expect(await readDraft(database, 'g001', 'h1')).toEqual({ a: 1 });
  expect(await database.receipts.count()).toBe(0);
});

test('RECEIPT-1 what was learnt of the grid goes with it, what is of others stays', async () => {
  const { hash } = await record('g001');
  await record('g002');
  await database.events.toCollection().modify({ state: 'accepted' });
  await writeDraft(database, { grid: 'g001', household: 'h1', form: {}, nowMs: 1 });
  await writeDraft(database, { grid: 'g002', household: 'h1', form: {}, nowMs: 1 });
  const note = { database: 'x', copy: 1, epoch: 'e', applied: 1, isComplete: true, provenAt: 1 };
  await writeReplicaNote(database, 'g001', note);
  for (const path of ['/phones/g001', '/quarantine/g001', '/phones/g002'])
    await writeNote(database, `known:${path}`, { value: { phones: [] }, asOf: 1 });
  await writeNote(database, 'known:/coverage', { value: { rows: [{ code: 'g001' }] }, asOf: 1 });
  expect(await forgetGrid(database, gone, morning)).toBe(true);

  expect(await database.events.toCollection().primaryKeys()).toEqual([['aa', 'g002', 1]]);
  expect(await database.drafts.toCollection().primaryKeys()).toEqual([['g002', 'h1']]);
  const notes = await database.meta.toCollection().primaryKeys();
  expect(notes.filter((key) => /g001|coverage|replica/.test(key))).toEqual([]);
  expect(await readNote(database, 'known:/phones/g002')).toBeDefined();

  expect(await readReceipts(database, 'aa')).toEqual([]);
  expect(await finishForgetting(database)).toBe(true);
  const receipt = { device: 'aa', grid: 'g001', last: 1, hash, deletedAt: morning, isClean: 1 };
  expect(await readReceipts(database, 'aa')).toEqual([receipt]);
  expect(await readReceipts(database, 'bb')).toEqual([]);
});

test('RECEIPT-2 while a database of the grid is left, the receipt is not sent', async () => {
  await forgetGrid(database, gone, morning);
  const name = 'rxdb-dexie-gridsweep-replica-g001-1--0--visits';
  const held = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const finishing = finishForgetting(database);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await readReceipts(database, 'aa')).toEqual([]);
  held.close();
  await finishing;
  expect(await readReceipts(database, 'aa')).toHaveLength(1);
});

test('FATE-1 a leader’s word is written beside the event once, and is news', async () => {
  await record('g001');
  await record('g001');
  await database.events.toCollection().modify({ state: 'quarantined', reason: 'round-closed' });
  const of = { device: 'aa', grid: 'g001' };
  expect(await isAnythingUndecided(database, of)).toBe(true);
  const said = { decision: 'accepted', by: '演示组长', staff: 's002' } as const;
  const settled = { ...said, reason: '', at: 5, seq: 9 };
  const fate = { verdict: 'quarantined', reason: 'round-closed' } as const;
  const answer = {
    grid: 'g001',
    fates: [
      { n: 1, ...fate, settled },
      { n: 2, ...fate, settled: null },
      { n: 3, ...fate, settled },
    ],
  };
  expect(await noteRulings(database, of, answer)).toBe(1);
  expect(await noteRulings(database, of, answer)).toBe(0);
  expect(await database.events.where('isNews').equals(1).count()).toBe(1);
  const [second, first] = await readOwnEvents(database, 'g001', 0);
  const word = { decision: 'accepted', by: '演示组长', reason: '', at: 5 };
  const kept = { kind: 'quarantined', reason: 'round-closed' };
  expect([first?.fate, second?.fate]).toEqual([
    { ...kept, settled: word },
    { ...kept, settled: null },
  ]);
});
