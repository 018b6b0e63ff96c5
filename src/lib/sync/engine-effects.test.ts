import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox, type Outbox } from '#data/outbox/outbox.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { createEngine, type Engine } from './engine.ts';
import { idleStatus, type SyncStatus } from './status.ts';
import type { Failure, Transport } from './transport.ts';

const ends: (() => unknown)[] = [];
let database: OutboxDatabase;
let outbox: Outbox;
let count = 0;
beforeEach(async () => {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('navigator', { onLine: true });
  database = await openOutboxDatabase(`engine-effects-${(count += 1)}`);
  outbox = await createOutbox(database);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  database.close();
  vi.unstubAllGlobals();
});

type Line = keyof Transport;
type Fault = 'throws' | Failure;

const refused = (status: number): Failure => ({
  ...{ kind: 'refused', status, code: '', zh: '', en: '', retryAfterMs: null },
});

/** A network on which everything ends as told; each attempt is written down. */
const badNetwork = (faults: Partial<Record<Line, Fault>>, asked: Line[]): Transport => {
  const end = async (line: Line): Promise<Failure> => {
    asked.push(line);
    const fault = faults[line] ?? { kind: 'unreachable' as const };
    if (fault === 'throws') throw new Error('nobody expected this');
    return fault;
  };
  return {
    call: () => end('call'),
    open: () => end('open'),
    download: () => end('download'),
  };
};

const start = (transport: Transport, told: string[] = []): Engine => {
  const tell = (what: string) => () => void told.push(what);
  const engine = createEngine({
    ...{ database, outbox, transport, app: 'test', device: () => 'aa' },
    now: () => morning,
    random: () => 0,
    events: {
      ...{ onAdvanced: () => undefined, onReplaced: () => undefined, onGrants: () => undefined },
      onExpired: tell('expired'),
      onRevoking: tell('revoking'),
      onRevoked: async () => void told.push('revoked'),
    },
  });
  ends.push(() => engine.close());
  return engine;
};

const save = () =>
  outbox.save(
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

const statusOf = (engine: Engine): SyncStatus => {
  let now = idleStatus;
  engine.status.subscribe((status) => (now = status))();
  return now;
};
const times = (asked: Line[], line: Line): number => asked.filter((one) => one === line).length;

test.each<Fault>(['throws', { kind: 'timeout' }, { kind: 'garbled' }, refused(503)])(
  'ENGINE-1 a push that ends as %o is told to the machine, which tries again',
  async (call) => {
    const asked: Line[] = [];
    const engine = start(badNetwork({ call }, asked));
    await save();
    await engine.signIn();
    await vi.waitFor(() => expect(times(asked, 'call')).toBeGreaterThan(2));
    expect(statusOf(engine)).toMatchObject({ pending: 1, isSending: expect.any(Boolean) });
  },
);

test.each<Fault>(['throws', { kind: 'timeout' }, { kind: 'unreachable' }])(
  'ENGINE-1 a fetch that ends as %o is told to the machine, which tries again',
  async (download) => {
    const asked: Line[] = [];
    const engine = start(badNetwork({ download }, asked));
    await engine.signIn();
    await engine.openGrid('g001');
    await vi.waitFor(() => expect(times(asked, 'download')).toBeGreaterThan(2), 5000);
    await vi.waitFor(() =>
      expect(statusOf(engine).problem).toBe(
        download === 'throws' ? 'storage' : 'server-unreachable',
      ),
    );
  },
);

test.each<Fault>(['throws', { kind: 'unreachable' }, refused(500)])(
  'ENGINE-1 a stream that ends as %o is told to the machine, which tries again',
  async (open) => {
    const asked: Line[] = [];
    const engine = start(badNetwork({ open }, asked));
    await engine.signIn();
    await engine.openGrid('g001');
    await vi.waitFor(() => expect(times(asked, 'open')).toBeGreaterThan(2), 5000);
  },
);

test('ENGINE-1 a session that ended is told once, and nothing is asked any more', async () => {
  const asked: Line[] = [];
  const told: string[] = [];
  const engine = start(badNetwork({ call: refused(401) }, asked), told);
  await save();
  await engine.signIn();
  await vi.waitFor(() => expect(told).toEqual(['expired']));
  const before = asked.length;
  engine.tell({ kind: 'asked' });
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect([asked.length, statusOf(engine).problem]).toEqual([before, 'session-expired']);
});

test('ENGINE-1 a grid that was taken away is told, and given up', async () => {
  const told: string[] = [];
  const engine = start(badNetwork({ download: refused(403) }, []), told);
  await engine.signIn();
  await engine.openGrid('g001');
  await vi.waitFor(() => expect(told).toEqual(['revoking', 'revoked']), 5000);
});

test('ENGINE-3 closing waits for what is under way; afterwards nothing is asked, told or written', async () => {
  const asked: Line[] = [];
  let answer: (end: Failure) => void = () => undefined;
  const engine = start({
    ...badNetwork({}, asked),
    call: () => {
      asked.push('call');
      return new Promise<Failure>((resolve) => (answer = resolve));
    },
  });
  await save();
  await engine.signIn();
  await vi.waitFor(() => expect(asked).toContain('call'));
  let isClosed = false;
  const closing = engine.close().then(() => (isClosed = true));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isClosed).toBe(false);
  answer({ kind: 'unreachable' });
  await closing;
  const after = [asked.length, statusOf(engine)];
  engine.tell({ kind: 'asked' });
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect([asked.length, statusOf(engine)]).toEqual(after);
});
