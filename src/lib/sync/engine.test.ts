import 'fake-indexeddb/auto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openOutboxDatabase, type OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { createOutbox, type Outbox } from '#data/outbox/outbox.ts';
import { writeReplicaNote } from '#data/replica/replica-note.ts';
import type { PushResponse } from '#schema/protocol.ts';
import { makeVisit, morning } from '#testing/builders.ts';
import { createEngine, type Engine } from './engine.ts';
import { createTransport, type Transport } from './transport.ts';

const ends: (() => unknown)[] = [];
let database: OutboxDatabase;
let outbox: Outbox;
let count = 0;
beforeEach(async () => {
  vi.stubGlobal('document', { visibilityState: 'visible' });
  vi.stubGlobal('navigator', { onLine: true });
  database = await openOutboxDatabase(`engine-${(count += 1)}`);
  outbox = await createOutbox(database);
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  database.close();
  vi.unstubAllGlobals();
});

/** A restored server: it knows nothing of the log until the events come. */
const serveRestored = async (sent: number[]): Promise<Transport> => {
  const restored = async (body: { events: { n: number }[] }): Promise<Partial<PushResponse>> => {
    sent.push(body.events.length);
    const [row] = await database.events.toArray();
    return body.events.length === 0
      ? { verdicts: [], last: 0, hash: '0'.repeat(64) }
      : {
          verdicts: [{ n: 1, verdict: 'quarantined', reason: 'no-grant' }],
          ...{ last: 1, hash: row?.hash ?? '' },
        };
  };
  const [transport, none] = [await serve([]), '0'.repeat(32)];
  return {
    ...transport,
    call: async ({ body }) => ({
      kind: 'answered',
      value: {
        ...(await restored(body as { events: { n: number }[] })),
        ...{ head: 0, epoch: 'e2', grants: [] },
        digest: { grids: none, households: none, visits: none },
      } as never,
    }),
  };
};

/** Takes every push: each event is stored, none applied, for the grid is no longer this member's. */
const serve = async (seen: string[]): Promise<Transport> => {
  const answer = async (request: IncomingMessage): Promise<PushResponse> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    seen.push(request.url ?? '');
    const [row] = await database.events.toArray();
    return {
      verdicts: [{ n: 1, verdict: 'quarantined', reason: 'no-grant' }],
      ...{ last: 1, hash: row?.hash ?? '', head: 0, epoch: 'e1', grants: [] },
      digest: { grids: '0'.repeat(32), households: '0'.repeat(32), visits: '0'.repeat(32) },
    };
  };
  const server = createServer((request, response) => {
    void answer(request).then((body) => response.end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return createTransport({ base: `http://127.0.0.1:${port}`, token: () => 'secret' });
};

const start = (transport: Transport, told: string[] = []): Engine => {
  const engine = createEngine({
    ...{ database, outbox, transport, app: 'test', device: () => 'aa' },
    now: () => morning,
    random: () => 0,
    events: {
      ...{ onAdvanced: () => undefined, onReplaced: () => undefined },
      ...{ onExpired: () => undefined, onGrants: () => undefined },
      onRevoking: (grid) => void told.push(`revoking ${grid}`),
      onRevoked: (grid) => Promise.resolve(void told.push(`revoked ${grid}`)),
    },
  });
  ends.push(() => engine.close());
  return engine;
};

const save = (grid = 'g001') =>
  outbox.save(
    { device: 'aa', staff: 's002', grid },
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

describe('a grid that is not open and no longer covered', () => {
  test('is handed over before it is given up', async () => {
    const seen: string[] = [];
    const told: string[] = [];
    const engine = start(await serve(seen), told);
    await save();
    engine.revoke('g001');
    expect([seen, told]).toEqual([[], ['revoking g001']]);
    await engine.signIn();
    await vi.waitFor(() => expect(told).toEqual(['revoking g001', 'revoked g001']));
    expect(seen).toEqual(['/push']);
    expect((await database.events.toArray()).map(({ state }) => state)).toEqual(['quarantined']);
  });

  test('is given up at once when nothing of it waits', async () => {
    const told: string[] = [];
    start(await serve([]), told).revoke('g001');
    await vi.waitFor(() => expect(told).toEqual(['revoking g001', 'revoked g001']));
  });
});

const provenAt = (engine: ReturnType<typeof start>): number | null => {
  let at: number | null = null;
  engine.status.subscribe((status) => (at = status.digestAgreedAt))();
  return at;
};

test('what was proven before a restart stays proven as of then', async () => {
  await writeReplicaNote(database, 'g001', {
    ...{ database: 'gridsweep-replica-g001-1', copy: 1, epoch: 'e1', applied: 9 },
    ...{ isComplete: true, provenAt: morning },
  });
  const engine = start(await serve([]));
  await engine.openGrid('g001');
  await vi.waitFor(() => expect(provenAt(engine)).toBe(morning));
  await engine.openGrid('g002');
  expect(provenAt(engine)).toBe(null);
});

test('ENGINE-4 a grid is given up only after the server has said anew how far it knows the log', async () => {
  await save();
  await database.events.toCollection().modify({ state: 'accepted', isShown: 0 });
  await database.chains.toCollection().modify({ acknowledged: 1, epoch: 'e1' });
  await outbox.refresh();
  const [sent, told]: [number[], string[]] = [[], []];
  const engine = start(await serveRestored(sent), told);
  await engine.signIn();
  engine.revoke('g001');
  await vi.waitFor(() => expect(told).toEqual(['revoking g001', 'revoked g001']));
  expect(sent).toEqual([0, 1]);
  expect((await database.events.toArray()).map(({ state }) => state)).toEqual(['quarantined']);
});

test('ENGINE-5 each grid is told what waits for it alone', async () => {
  const told: Record<string, number> = {};
  const transport: Transport = {
    ...(await serve([])),
    call: async ({ body }) => {
      const { grid, announce } = body as { grid: string; announce: { pending: number } };
      told[grid] ??= announce.pending;
      return { kind: 'unreachable' };
    },
  };
  for (const grid of ['g001', 'g001', 'g002']) await save(grid);
  await start(transport).signIn();
  await vi.waitFor(() => expect(told).toEqual({ g001: 2, g002: 1 }));
});
