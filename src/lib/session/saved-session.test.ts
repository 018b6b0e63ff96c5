import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { writeDraft } from '#data/outbox/outbox-rows.ts';
import { writeNextNote, writeReplicaNote } from '#data/replica/replica-note.ts';
import { lostGrids, type SavedSession } from './saved-session.ts';

const note = {
  ...{ database: 'gridsweep-replica-g001-1', copy: 1, epoch: 'e1', applied: 9 },
  ...{ isComplete: true, provenAt: null },
};

test('SESSION-6 every grid that is held and not covered is lost, whatever is held of it', async () => {
  const database = await openOutboxDatabase('lost-grids');
  for (const grid of ['g001', 'g002']) await writeReplicaNote(database, grid, note);
  await writeNextNote(database, 'g003', note);
  await writeDraft(database, { grid: 'g004', household: 'h1', form: {}, nowMs: 1 });
  await writeDraft(database, { grid: 'g001', household: 'h1', form: {}, nowMs: 1 });
  const community = '130404004001';
  const session = {
    grants: [{ role: 'member', scope: 'g001' }],
    grids: [{ id: 'g001', name: '', community }],
  } as unknown as SavedSession;
  const lostOf = async (change: object) =>
    (await lostGrids(database, { ...session, ...change })).sort();
  expect(await lostOf({})).toEqual(['g002', 'g003', 'g004']);
  expect(await lostOf({ grids: [] })).toEqual(['g002', 'g003', 'g004']);
  expect(await lostOf({ grants: [{ role: 'desk', scope: '130404' }] })).toEqual([
    ...['g002', 'g003', 'g004'],
  ]);
  expect(await lostOf({ grants: [{ role: 'desk', scope: '' }] })).toEqual([]);
  expect(await lostOf({ grants: [] })).toEqual(['g001', 'g002', 'g003', 'g004']);
  database.close();
});
