import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { createGridStore } from '#data/grid-store.ts';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox, type Intention } from '#data/outbox/outbox.ts';
import type { Replica } from '#data/replica/replica.ts';
import { makeHousehold, makeSheet, makeVisit, morning } from '#testing/builders.ts';
import { createPerformer } from './intentions.ts';

const replicaOf = (epoch: string, applied: number): Replica => ({
  sheet: makeSheet(),
  households: new Map([['h1', makeHousehold()]]),
  heard: [0, 0],
  ...{ epoch, applied },
});
const visit: Intention = {
  household: 'h1',
  undo: { facts: {}, persons: [] },
  factOf: () => ({
    kind: 'visit-recorded',
    body: { visit: makeVisit({ disposition: 'no-one-home' }), facts: {}, persons: [] },
  }),
};

test('MERGE-13 an event keeps what its copy had applied together with the epoch of that copy', async () => {
  const database = await openOutboxDatabase('intentions-epoch');
  const outbox = await createOutbox(database);
  const store = createGridStore('g001', { replica: replicaOf('e1', 9), rows: [] });
  const performer = createPerformer({
    ...{ outbox, store: () => store, now: () => morning, onSaved: () => undefined },
    author: () => ({ device: 'aa', staff: 's002' }),
  });
  await performer.perform(() => visit);
  store.replace(replicaOf('e2', 7));
  await performer.perform(() => visit);
  const rows = await database.events.toArray();
  expect(rows.map(({ epoch, event }) => [epoch, event.seen])).toEqual([
    ['e1', 9],
    ['e2', 7],
  ]);
  database.close();
});
