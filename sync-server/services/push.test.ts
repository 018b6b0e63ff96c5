import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextHash } from '#core/merge/chain.ts';
import { addTerm, digestText, emptyDigest, revOf, termOf } from '#core/merge/digest.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import { sha256 } from './hashing.ts';
import { push } from './push.ts';
import { replaceGrants } from './sessions.ts';

let server: ServerFixture;
beforeEach(async () => {
  server = await openServerFixture();
});
afterEach(() => server.close());

const ledger = (grid = 'g001') => server.context.storage.readLedgerOf(grid);

/** Digests recounted from everything that is stored. */
const recount = async (grid: string) => {
  const whole = await server.context.storage.readWholeGrid(grid);
  const sum = (rows: readonly { id: string; json: string }[] = []): string =>
    digestText(
      rows.reduce(
        (digest, { id, json }) =>
          addTerm(digest, termOf(sha256, id, revOf(sha256, JSON.parse(json) as object))),
        emptyDigest,
      ),
    );
  const { grids, households, visits } = whole?.documents ?? {};
  return { grids: sum(grids), households: sum(households), visits: sum(visits) };
};

describe('PUSH-1 every event is stored with a verdict, in one transaction', () => {
  test('accepted events are numbered, chained and proven', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.visit('h2');
    const answer = await push(server.context, session, log.request());
    expect(answer).toEqual({
      verdicts: [
        { n: 1, verdict: 'accepted', seq: 8 },
        { n: 2, verdict: 'accepted', seq: 10 },
      ],
      last: 2,
      hash: log.hashAt(2),
      head: 10,
      digest: await recount('g001'),
      epoch: server.context.epoch,
      grants: [{ role: 'member', scope: 'g001' }],
    });
    const whole = await server.context.storage.readWholeGrid('g001');
    expect(whole?.documents.visits.map(({ id, seq }) => [id, seq])).toEqual([
      [`${session.device}.1`, 8],
      [`${session.device}.2`, 10],
    ]);
    const stored = whole?.documents.households.find(({ id }) => id === 'h1');
    expect(stored?.rev).toBe(revOf(sha256, JSON.parse(stored?.json ?? '{}') as object));
  });

  test('an event that changes no document takes one number', async () => {
    const { session } = await server.signIn('s001');
    const log = createDeviceLog(session);
    log.make('doors-assigned', { households: ['h1'], member: 's003' }, { ms: 2000 });
    log.make('doors-assigned', { households: ['h1'], member: 's002' }, { ms: 1000, seen: 0 });
    const { verdicts, head } = await push(server.context, session, log.request());
    expect(verdicts.map((one) => ('seq' in one ? one.seq : one))).toEqual([7, 8]);
    expect(head).toBe(8);
  });

  test('counters of the grid follow', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, log.request());
    const [row] = await server.context.storage.readGrids(['g001']);
    expect(row?.counts).toMatchObject({ households: 5, open: 4, residents: 5 });
    expect(row?.counts.states).toMatchObject({ complete: 1, 'not-visited': 4 });
  });

  test('a claimed time in the future is stored as claimed and ordered by receipt', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    const year = 365 * 86_400_000;
    log.make(
      'visit-recorded',
      {
        visit: { ...visitBody('h1') },
        facts: { head: '钱演示' },
        persons: [],
      },
      { ms: server.clock.now + year },
    );
    await push(server.context, session, log.request());
    const whole = await server.context.storage.readWholeGrid('g001');
    const household = JSON.parse(
      whole?.documents.households.find(({ id }) => id === 'h1')?.json ?? '{}',
    ) as { stamps: Record<string, number[]> };
    expect(household.stamps['head']?.[0]).toBe(server.clock.now + 5 * 60_000);
    const [entry] = await ledger();
    expect(JSON.parse(entry?.json ?? '{}')).toMatchObject({ hlc: [server.clock.now + year, 0] });
  });
});

const visitBody = (household: string) => ({
  household,
  round: 'r1',
  settings: 1,
  visitedAt: 1,
  disposition: 'no-one-home' as const,
  mode: 'in-person' as const,
  answers: [],
  callbackAt: null,
  note: '',
  voids: '',
});

describe('PUSH-2 one bad event never turns away its neighbours', () => {
  test('unknown kind, wrong body, foreign right and unknown household are stored as rejected', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.make('household-moved' as 'visit-recorded', {} as never);
    log.make('household-withdrawn', { household: 5 } as never);
    log.make('doors-assigned', { households: ['h1'], member: 's003' });
    log.visit('h99');
    log.visit('h2');
    const { verdicts, last } = await push(server.context, session, log.request());
    expect(verdicts).toEqual([
      { n: 1, verdict: 'accepted', seq: 8 },
      { n: 2, verdict: 'rejected', reason: 'unknown-kind', where: 'kind' },
      { n: 3, verdict: 'rejected', reason: 'bad-shape', where: 'body.household' },
      { n: 4, verdict: 'rejected', reason: 'not-allowed' },
      { n: 5, verdict: 'rejected', reason: 'unknown-household' },
      { n: 6, verdict: 'accepted', seq: 10 },
    ]);
    expect(last).toBe(6);
    expect((await ledger()).map(({ n, verdict }) => [n, verdict])).toEqual([
      [1, 'accepted'],
      [2, 'rejected'],
      [3, 'rejected'],
      [4, 'rejected'],
      [5, 'rejected'],
      [6, 'accepted'],
    ]);
    expect(await server.context.storage.countRefused('g001')).toEqual({
      quarantined: 0,
      rejected: 4,
    });
  });
});

describe('PUSH-3 twice is once', () => {
  test('a repeated push changes nothing and says duplicate; refused ones keep their reason', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.visit('h99');
    const first = await push(server.context, session, log.request());
    log.visit('h2');
    const again = await push(server.context, session, log.request());
    expect(again.verdicts).toEqual([
      { n: 1, verdict: 'duplicate', seq: 8 },
      { n: 2, verdict: 'rejected', reason: 'unknown-household' },
      { n: 3, verdict: 'accepted', seq: 10 },
    ]);
    const third = await push(server.context, session, log.request(1, 2));
    expect(third).toMatchObject({ last: 3, hash: log.hashAt(3), head: 10 });
    expect(first.head).toBe(8);
    expect(await ledger()).toHaveLength(3);
  });

  test('the same push many times at once stores each event once', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    for (const household of ['h1', 'h2', 'h3']) log.visit(household);
    await Promise.all(
      Array.from({ length: 10 }, () => push(server.context, session, log.request())),
    );
    expect((await ledger()).map(({ n }) => n)).toEqual([1, 2, 3]);
    const [row] = await server.context.storage.readGrids(['g001']);
    expect(row?.head).toBe(12);
    expect(row?.digests).toEqual(await recount('g001'));
  });

  test('EVENT-1 a hole stores nothing and says from where', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    for (const household of ['h1', 'h2', 'h3']) log.visit(household);
    await push(server.context, session, log.request(1, 1));
    const answer = await push(server.context, session, log.request(3));
    expect(answer).toMatchObject({ expected: 2, verdicts: [], last: 1, hash: log.hashAt(1) });
    expect(await ledger()).toHaveLength(1);
  });

  test('an empty push tells where the log stands', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, log.request());
    const empty = { grid: 'g001', from: 2, prevHash: log.hashAt(1), events: [] };
    const answer = await push(server.context, session, empty);
    expect(answer).toMatchObject({ verdicts: [], last: 1, hash: log.hashAt(1), head: 8 });
    expect(answer.expected).toBeUndefined();
  });
});

describe('PUSH-4 what comes from where it should not is kept, not taken', () => {
  test('a grid without a grant, and one that does not exist', async () => {
    const { session } = await server.signIn('s002');
    const foreign = createDeviceLog(session, 'g002');
    foreign.visit('h1');
    const nowhere = createDeviceLog(session, 'g777');
    nowhere.visit('h1');
    const [toForeign, toNowhere] = [
      await push(server.context, session, foreign.request()),
      await push(server.context, session, nowhere.request()),
    ];
    const zeros = '0'.repeat(32);
    expect(toForeign).toMatchObject({
      verdicts: [{ n: 1, verdict: 'quarantined', reason: 'no-grant' }],
      last: 1,
      hash: foreign.hashAt(1),
      head: 0,
      digest: { grids: zeros, households: zeros, visits: zeros },
    });
    expect(toNowhere).toMatchObject({
      verdicts: [{ n: 1, verdict: 'quarantined', reason: 'unknown-grid' }],
      last: 1,
      head: 0,
    });
    expect((await ledger('g002')).map(({ verdict }) => verdict)).toEqual(['quarantined']);
    expect(await ledger('g777')).toHaveLength(1);
    expect(await server.context.storage.readPhones('g002')).toEqual([]);
  });

  test('a desk user reads a grid but does not write in it', async () => {
    const { session } = await server.signIn('s005');
    const log = createDeviceLog(session);
    log.visit('h1');
    const { verdicts, head } = await push(server.context, session, log.request());
    expect(verdicts).toEqual([{ n: 1, verdict: 'quarantined', reason: 'no-grant' }]);
    expect(head).toBe(6);
  });

  test('a grant withdrawn between two pushes', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, log.request());
    await replaceGrants(server.context, 's002', []);
    log.visit('h2');
    const after = await push(server.context, { ...session, grants: [] }, log.request());
    expect(after.verdicts).toEqual([
      { n: 1, verdict: 'duplicate', seq: 8 },
      { n: 2, verdict: 'quarantined', reason: 'no-grant' },
    ]);
    expect(after).toMatchObject({ last: 2, head: 0, grants: [] });
  });

  test("another's name on an event", async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1', { staff: 's003' });
    log.visit('h2');
    const { verdicts } = await push(server.context, session, log.request());
    expect(verdicts).toEqual([
      { n: 1, verdict: 'quarantined', reason: 'other-staff' },
      { n: 2, verdict: 'accepted', seq: 8 },
    ]);
  });

  test("another device, grid or number is refused whole: it is not this device's log", async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.visit('h2');
    const request = log.request();
    const [first, second] = request.events;
    if (first === undefined || second === undefined) throw new Error('no events');
    const wrong: [object, string][] = [
      [{ ...second, device: 'zz' }, 'events.1.device'],
      [{ ...second, grid: 'g002' }, 'events.1.grid'],
      [{ ...second, n: 5 }, 'events.1.n'],
      [{ ...second, id: 'zz.2' }, 'events.1.id'],
    ];
    for (const [event, where] of wrong) {
      const bad = { ...request, events: [first, event as typeof second] };
      await expect(push(server.context, session, bad)).rejects.toMatchObject({
        code: 'bad-shape',
        where,
      });
    }
    expect(await ledger()).toEqual([]);
  });
});

describe('LOG the chain of a device', () => {
  test('LOG-2 EVENT-2 another event under a number already taken is kept beside it', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    await push(server.context, session, log.request());
    const forked = createDeviceLog(session);
    forked.visit('h3');
    const answers = [
      await push(server.context, session, forked.request()),
      await push(server.context, session, forked.request()),
    ];
    for (const { verdicts, last, hash } of answers) {
      expect(verdicts).toEqual([{ n: 1, verdict: 'quarantined', reason: 'chain-broken' }]);
      expect({ last, hash }).toEqual({ last: 1, hash: log.hashAt(1) });
    }
    expect((await ledger()).map(({ n, verdict }) => [n, verdict])).toEqual([
      [1, 'accepted'],
      [1, 'quarantined'],
    ]);
  });

  test('LOG-3 a chain that does not fit: the event is kept, the chain goes on from there', async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    log.visit('h1');
    log.visit('h2');
    log.visit('h3');
    await push(server.context, session, log.request(1, 1));
    const prevHash = 'f'.repeat(64);
    const { verdicts, hash } = await push(server.context, session, {
      ...log.request(2),
      prevHash,
    });
    expect(verdicts).toEqual([
      { n: 2, verdict: 'quarantined', reason: 'chain-broken' },
      { n: 3, verdict: 'accepted', seq: 10 },
    ]);
    const [, second, third] = log.events;
    expect(hash).toBe(nextHash(sha256, nextHash(sha256, prevHash, second ?? {}), third ?? {}));
  });
});

describe('GAP-1 numbers that nobody holds any more', () => {
  const restored = async () => {
    const { session } = await server.signIn('s002');
    const log = createDeviceLog(session);
    for (const household of ['h1', 'h2', 'h3', 'h1', 'h2']) log.visit(household);
    await push(server.context, session, log.request(1, 1));
    const send = (heldBefore: number | undefined, from = 4, prevHash = log.hashAt(from - 1)) =>
      push(server.context, session, { ...log.request(from), prevHash, heldBefore });
    return { session, log, send };
  };
  const stored = async () => (await ledger()).map(({ n, fork, verdict }) => [n, fork, verdict]);

  test('the first event behind the gap is shown to the leader, the others are taken, the log goes on', async () => {
    const { session, log, send } = await restored();
    for (const held of [0, 1]) {
      const answer = await send(held);
      expect(answer).toMatchObject({ last: 5, hash: log.hashAt(5) });
      expect(answer.expected).toBeUndefined();
      expect(answer.verdicts).toMatchObject([
        { n: 4, verdict: 'quarantined', reason: 'chain-broken' },
        { n: 5, verdict: held === 0 ? 'accepted' : 'duplicate' },
      ]);
    }
    log.visit('h3');
    const { verdicts } = await push(server.context, session, log.request(6));
    expect(verdicts).toMatchObject([{ n: 6, verdict: 'accepted' }]);
  });

  test('the leader can take the event behind the gap', async () => {
    const { session, log, send } = await restored();
    await send(0);
    const leader = await server.signIn('s001');
    const word = createDeviceLog(leader.session);
    word.make('quarantine-settled', {
      ...{ device: session.device, n: 4, fork: '', decision: 'accepted', staff: '', reason: '' },
    });
    const { verdicts } = await push(server.context, leader.session, word.request());
    expect(verdicts).toMatchObject([{ n: 1, verdict: 'accepted' }]);
    const whole = await server.context.storage.readWholeGrid('g001');
    expect(whole?.documents.visits.map(({ id }) => id)).toContain(log.events[3]?.id);
  });

  test('a phone that still holds something of it, or does not say so, is asked for it', async () => {
    const { send, log } = await restored();
    for (const held of [undefined, 2, 3])
      expect(await send(held)).toMatchObject({ expected: 2, verdicts: [], last: 1 });
    expect(await send(0, 6)).toMatchObject({ expected: 2, last: 1 });
    expect(await stored()).toEqual([[1, '', 'accepted']]);
    expect((await send(1, 2)).verdicts).toHaveLength(log.events.length - 1);
  });

  test('a gap is never hidden by the hash before it', async () => {
    const { send, log } = await restored();
    const { verdicts } = await send(0, 4, log.hashAt(1));
    expect(verdicts[0]).toEqual({ n: 4, verdict: 'quarantined', reason: 'chain-broken' });
  });

  test('what comes later for a number in the gap is kept beside the log', async () => {
    const { session, log, send } = await restored();
    await send(0);
    const late = await push(server.context, session, log.request(2, 3));
    expect(late).toMatchObject({ last: 5, hash: log.hashAt(5) });
    expect(late.verdicts.map((one) => one.verdict)).toEqual(['quarantined', 'quarantined']);
    expect((await stored()).map(([n]) => n)).toEqual([1, 2, 3, 4, 5]);
  });
});
