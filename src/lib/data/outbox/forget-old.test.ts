import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeVisit, morning } from '#testing/builders.ts';
import { forgetOldEvents } from './forget-old.ts';
import { openOutboxDatabase, type OutboxDatabase } from './outbox-database-dexie.ts';
import { heldBefore, keptMs } from './outbox-rows.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { settle } from './settle.ts';

const dayMs = 86_400_000;
const of = { device: 'aa', grid: 'g001' };

let database: OutboxDatabase;
let outbox: Outbox;
let count = 0;
beforeEach(async () => {
  database = await openOutboxDatabase(`forget-old-${(count += 1)}`);
  outbox = await createOutbox(database);
});
afterEach(() => database.close());

const save = async (most: number, phoneMs = morning): Promise<void> => {
  for (let k = 0; k < most; k += 1)
    await outbox.save(
      { ...of, staff: 's002' },
      {
        household: 'h1',
        undo: { facts: {}, persons: [] },
        factOf: () => ({
          kind: 'visit-recorded',
          body: { visit: makeVisit(), facts: {}, persons: [] },
        }),
      },
      { nowMs: phoneMs, seen: 7, heard: [0, 0] },
    );
};
/** The server has accepted events `from` … `to`, and the replica holds them. */
const accept = async (from: number, to: number, phoneMs = morning): Promise<void> => {
  const hash = (await database.events.get(['aa', 'g001', to]))?.hash ?? '';
  const verdicts = Array.from({ length: to - from + 1 }, (_, k) => ({
    ...{ n: from + k, verdict: 'accepted' as const, seq: 10 + k },
  }));
  await settle(database, { ...of, nowMs: phoneMs }, { verdicts, last: to, hash });
  await database.events.where('state').equals('accepted').modify({ isShown: 0 });
};
const held = async (): Promise<number[]> =>
  (await database.events.orderBy('[device+grid+n]').toArray()).map(({ n }) => n);

describe("OUTBOX-10 30 days are counted by the server's clock", () => {
  test('from the first look after an event was settled', async () => {
    await save(2);
    await accept(1, 1);
    await forgetOldEvents(database, morning);
    await accept(2, 2);
    await forgetOldEvents(database, morning + dayMs);
    await forgetOldEvents(database, morning + keptMs);
    expect(await held()).toEqual([1, 2]);
    await forgetOldEvents(database, morning + keptMs + 1);
    expect(await held()).toEqual([2]);
    await forgetOldEvents(database, morning + keptMs + dayMs + 1);
    expect(await held()).toEqual([]);
  });

  test('a phone whose clock is years off, either way, forgets nothing early', async () => {
    for (const phoneMs of [morning - 3000 * dayMs, morning + 3000 * dayMs]) {
      const before = (await held()).length;
      await save(1, phoneMs);
      await accept(before + 1, before + 1, phoneMs);
    }
    await forgetOldEvents(database, morning);
    await forgetOldEvents(database, morning + keptMs);
    expect(await held()).toEqual([1, 2]);
    await forgetOldEvents(database, morning + keptMs + 1);
    expect(await held()).toEqual([]);
  });

  test('what a restored server was sent again counts anew, and what waits is never forgotten', async () => {
    await save(2);
    await accept(1, 2);
    await forgetOldEvents(database, morning);
    await settle(database, { ...of, nowMs: morning }, { verdicts: [], last: 0, hash: '' });
    const later = morning + keptMs + dayMs;
    await forgetOldEvents(database, later);
    expect(await held()).toEqual([1, 2]);
    await accept(1, 2);
    await forgetOldEvents(database, later);
    await forgetOldEvents(database, later + keptMs);
    expect(await held()).toEqual([1, 2]);
    await forgetOldEvents(database, later + keptMs + 1);
    expect(await held()).toEqual([]);
  });
});

test('OUTBOX-11 the oldest go first: behind one that stays, all stay', async () => {
  await save(4);
  await accept(1, 4);
  await database.events.update(['aa', 'g001', 2], { isNews: 1 });
  await forgetOldEvents(database, morning);
  await forgetOldEvents(database, morning + keptMs + 1);
  expect(await held()).toEqual([2, 3, 4]);
  await database.events.update(['aa', 'g001', 2], { isNews: 0 });
  await forgetOldEvents(database, morning + keptMs + 1);
  expect(await held()).toEqual([]);
});

test('OUTBOX-9 a hole before an event is known by the last number that is still here', async () => {
  await save(5);
  const before = (n: number) => heldBefore(database, { ...of, n });
  expect(await Promise.all([1, 2, 5].map(before))).toEqual([undefined, undefined, undefined]);
  await database.events.bulkDelete([
    ['aa', 'g001', 1],
    ['aa', 'g001', 3],
  ]);
  expect(await Promise.all([2, 4, 5].map(before))).toEqual([0, 2, undefined]);
});
