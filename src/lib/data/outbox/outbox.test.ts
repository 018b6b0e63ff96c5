import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { chainStart, nextHash } from '#core/merge/chain.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { sha256 } from '../sha256.ts';
import { openOutboxDatabase, type OutboxDatabase } from './outbox-database-dexie.ts';
import { forgetGrid } from './forget-grid.ts';
import { gridsWaiting, hideEvents, readDraft, readOwnEvents, writeDraft } from './outbox-rows.ts';
import { createOutbox, type Intention, type Outbox } from './outbox.ts';
import { settle } from './settle.ts';

const author = { device: 'aa', staff: 's002', grid: 'g001' };
const of = { device: 'aa', grid: 'g001', nowMs: morning };
const at = { nowMs: morning, seen: 7, heard: [0, 0] as [number, number] };
const intention = (household = 'h1'): Intention => ({
  household,
  undo: { facts: {}, persons: [] },
  factOf: () => ({
    kind: 'visit-recorded',
    body: { visit: makeVisit({ household }), facts: {}, persons: [] },
  }),
});

let database: OutboxDatabase;
let outbox: Outbox;
let count = 0;
beforeEach(async () => {
  database = await openOutboxDatabase(`outbox-${(count += 1)}`);
  outbox = await createOutbox(database);
});
afterEach(() => database.close());

const save = (most = 1) =>
  Promise.all(Array.from({ length: most }, () => outbox.save(author, intention(), at)));
const hashAt = async (n: number): Promise<string> =>
  (await database.events.get(['aa', 'g001', n]))?.hash ?? chainStart;
const pending = async (): Promise<number[]> =>
  (await database.events.where('state').equals('pending').sortBy('n')).map(({ n }) => n);
const accepted = (n: number) => ({ n, verdict: 'accepted' as const, seq: 10 + n });

describe('saving', () => {
  test('OUTBOX-3 numbers have no holes and the chain fits, however many are saved at once', async () => {
    const saved = await save(5);
    expect(saved.map(({ event }) => event.id)).toEqual(['aa.1', 'aa.2', 'aa.3', 'aa.4', 'aa.5']);
    const hashes = saved.reduce<string[]>(
      (before, { event }) => [...before, nextHash(sha256, before.at(-1) ?? chainStart, event)],
      [],
    );
    expect(saved.map(({ hash }) => hash)).toEqual(hashes);
  });

  test('the clock never stands still nor runs back, also over a restart', async () => {
    const [first] = await save();
    const again = await createOutbox(database);
    const early = { ...at, nowMs: morning - 5000 };
    const second = await again.save(author, intention(), early);
    const third = await again.save(author, intention(), { ...early, heard: [morning + 9, 3] });
    expect([first, second, third].map((row) => row?.event.hlc)).toEqual([
      [morning, 0],
      [morning, 1],
      [morning + 9, 4],
    ]);
  });

  test('OUTBOX-2 the draft ends with the event that uses it up, and stays when that fails', async () => {
    await writeDraft(database, { grid: 'g001', household: 'h1', form: { a: 1 }, nowMs: 1 });
    const broken: Intention = {
      ...intention(),
      factOf: () => {
        throw new Error('no');
      },
    };
    await expect(outbox.save(author, broken, at)).rejects.toThrow('no');
    expect(await readDraft(database, 'g001', 'h1')).toEqual({ a: 1 });
    expect(await database.events.count()).toBe(0);
    const [row] = await save();
    expect(row?.n).toBe(1);
    expect(await readDraft(database, 'g001', 'h1')).toBeNull();
  });

  test('watchers hear of each, and the restarted outbox shows the same', async () => {
    let heard = 0;
    outbox.onChange(() => (heard += 1));
    await save(3);
    expect(heard).toBe(3);
    expect((await createOutbox(database)).shown()).toEqual(outbox.shown());
  });
});

describe('OUTBOX-4 settling by number and hash', () => {
  test('verdicts up to the last number count; the rest stays pending', async () => {
    await save(3);
    const answer = { verdicts: [accepted(1), accepted(2), accepted(3)], last: 2 };
    expect(await settle(database, of, { ...answer, hash: await hashAt(2) })).toEqual({
      kind: 'settled',
      acknowledged: 2,
      accepted: 2,
      refused: 0,
      isBehind: false,
    });
    expect(await pending()).toEqual([3]);
    expect(await gridsWaiting(database, 'aa')).toEqual(['g001']);
  });

  test('another hash under our number settles nothing', async () => {
    await save(2);
    const answer = { verdicts: [accepted(1)], last: 1, hash: 'f'.repeat(64) };
    expect(await settle(database, of, answer)).toEqual({ kind: 'other-chain' });
    expect(await settle(database, of, { ...answer, last: 9 })).toEqual({ kind: 'other-chain' });
    expect(await pending()).toEqual([1, 2]);
  });

  test('OUTBOX-7 refused events leave the overlay, stay with the reason, and are news', async () => {
    await save(2);
    const verdicts = [
      { n: 1, verdict: 'rejected' as const, reason: 'round-closed' },
      { n: 2, verdict: 'quarantined' as const, reason: 'no-grant' },
    ];
    await settle(database, of, { verdicts, last: 2, hash: await hashAt(2) });
    await outbox.refresh();
    expect(outbox.shown()).toEqual([]);
    expect(await database.events.where('isNews').equals(1).count()).toBe(2);
    expect((await readOwnEvents(database, 'g001', 0)).map(({ fate }) => fate)).toEqual([
      { kind: 'quarantined', reason: 'no-grant', settled: null },
      { kind: 'rejected', reason: 'round-closed' },
    ]);
  });

  test('OUTBOX-6 a server that knows less than before is sent again what it lacks', async () => {
    await save(3);
    const verdicts = [accepted(1), accepted(2), accepted(3)];
    await settle(database, of, { verdicts, last: 3, hash: await hashAt(3) });
    expect(await pending()).toEqual([]);
    const behind = await settle(database, of, { verdicts: [], last: 1, hash: await hashAt(1) });
    expect(behind).toMatchObject({ isBehind: true, acknowledged: 1 });
    expect(await pending()).toEqual([2, 3]);
  });

  test('OUTBOX-8 the epoch under which the log was compared is known from the answer on', async () => {
    await save(1);
    const answer = { verdicts: [accepted(1)], last: 1, hash: await hashAt(1), epoch: 'e2' };
    await settle(database, of, answer);
    await save(1);
    expect(await outbox.chainOf('aa', 'g001')).toMatchObject({ n: 2, epoch: 'e2' });
  });

  test('OUTBOX-3 the chain goes on from an event that was forgotten or taken away with its grid', async () => {
    await save(1);
    const hash = await hashAt(1);
    await settle(database, of, { verdicts: [accepted(1)], last: 1, hash });
    await forgetGrid(database, { grid: 'g001', device: 'aa' }, morning);
    const [next] = await save();
    expect([next?.n, next?.prev]).toEqual([2, hash]);
  });

  test('an event that waits again is not hidden with those that arrived', async () => {
    const rows = await save(2);
    await settle(database, of, { verdicts: [accepted(1)], last: 1, hash: await hashAt(1) });
    await hideEvents(database, rows);
    await outbox.refresh();
    expect(outbox.shown().map(({ n }) => n)).toEqual([2]);
  });
});
