import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox } from '#data/outbox/outbox.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { wipeOutbox } from './enrol.ts';

test('ENROL-1 nothing is wiped while something waits', async () => {
  const database = await openOutboxDatabase('outbox-wiped');
  const outbox = await createOutbox(database);
  await outbox.save(
    { device: 'aa', staff: 's002', grid: 'g001' },
    {
      household: 'h1',
      undo: { facts: {}, persons: [] },
      factOf: () => ({
        kind: 'visit-recorded',
        body: { visit: makeVisit(), facts: {}, persons: [] },
      }),
    },
    { nowMs: morning, seen: 7, heard: [0, 0] },
  );
  expect(await wipeOutbox(database)).toBe(false);
  expect(await database.events.count()).toBe(1);
  await database.events.toCollection().modify({ state: 'accepted' });
  expect(await wipeOutbox(database)).toBe(true);
  expect([await database.events.count(), await database.meta.count()]).toEqual([0, 1]);
  database.close();
});
