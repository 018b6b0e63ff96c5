// Oracle: RxDB's own reference master, replicated by RxDB's own protocol, against our pull path (services on real SQLite,
// pages, replication, stored rows), with generated histories, page sizes and moments of pulling: the same documents in the
// end. RxDB's base test suite for replications writes on the client in every test; it says nothing of a client that only pulls.

import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { replicateRxStorageInstance, rxStorageInstanceToReplicationHandler } from 'rxdb';
import {
  awaitRxStorageReplicationInSync,
  awaitRxStorageReplicationFirstInSync,
  cancelRxStorageReplication,
  createRxDatabase,
  defaultConflictHandler,
  getRxReplicationMetaInstanceSchema,
  type RxJsonSchema,
} from 'rxdb';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
import { expect, test } from 'vitest';
import { openReplication, type Replication } from '#data/replica/replication-rxdb.ts';
import { createRowReader, type ReplicaRow } from '#data/replica/rows-dexie.ts';
import { type CollectionName, collections, PullRequest } from '#schema/protocol.ts';
import { encodePulled } from '#server/http/encode.ts';
import { pull } from '#server/services/pull.ts';
import { push } from '#server/services/push.ts';
import type { Session } from '#server/services/sessions.ts';
import { createPages, rowOf } from '#sync/pages.ts';
import type { Transport } from '#sync/transport.ts';
import { createDeviceLog, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';
import * as v from 'valibot';

const runs = 25;
const grid = 'g001';
let count = 0;

type Docs = Record<CollectionName, string[]>;

const docsOf = (rows: readonly ReplicaRow[]): string[] => rows.map(({ doc }) => doc).sort();

/** Calls answered by the server's own services. */
const transportTo = (server: ServerFixture, session: Session): Transport => ({
  async call({ schema, body }) {
    const pulled = await pull(server.context, session, v.parse(PullRequest, body));
    return { kind: 'answered', value: v.parse(schema, JSON.parse(encodePulled(pulled))) };
  },
  open: async () => ({ kind: 'unreachable' }),
  download: async () => ({ kind: 'unreachable' }),
});

const openOurs = async (server: ServerFixture, session: Session, pageSize: number) => {
  const database = `gridsweep-replica-oracle-${(count += 1)}`;
  const announce = () => ({ pending: 0, oldestAt: null, clockMs: 1, app: 'test' });
  const transport = transportTo(server, session);
  const pages = createPages({ grid, transport, announce, onPulled: () => undefined });
  const open = (): Promise<Replication> =>
    openReplication({
      ...{ database, pageSize, pull: pages.pull, start: () => undefined },
      ...{ onRows: () => undefined, onClosedUnder: () => undefined },
    });
  let replication = await open();
  const reader = createRowReader(database);
  return {
    async catchUp(): Promise<void> {
      pages.begin();
      expect(await replication.catchUp()).toBe(true);
    },
    async restart(): Promise<void> {
      await replication.close();
      replication = await open();
    },
    async docs(): Promise<Docs> {
      const [grids, households, visits] = await Promise.all(collections.map(reader.all));
      return {
        grids: docsOf(grids ?? []),
        households: docsOf(households ?? []),
        visits: docsOf(visits ?? []),
      };
    },
    async close(): Promise<void> {
      reader.close();
      await replication.close();
    },
  };
};

const schema: RxJsonSchema<ReplicaRow> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    grid: { type: 'string' },
    seq: { type: 'integer' },
    of: { type: 'string' },
    doc: { type: 'string' },
  },
  required: ['id', 'grid', 'seq', 'of', 'doc'],
};

/** RxDB's master holds what the server holds; a fork of it is replicated by RxDB alone. */
const openReference = async (batchSize: number) => {
  const database = await createRxDatabase({
    ...{ name: `oracle-${(count += 1)}`, storage: getRxStorageMemory(), multiInstance: false },
  });
  const { master, fork } = await database.addCollections({ master: { schema }, fork: { schema } });
  if (master === undefined || fork === undefined) throw new Error('no collections');
  const handler = rxStorageInstanceToReplicationHandler(
    master.storageInstance,
    defaultConflictHandler,
    database.token,
  );
  const replicate = async (): Promise<void> => {
    const metaSchema = getRxReplicationMetaInstanceSchema(fork.schema.jsonSchema, false);
    const metaInstance = await database.storage.createStorageInstance({
      ...{ databaseName: database.name, collectionName: `meta${(count += 1)}`, options: {} },
      ...{ databaseInstanceToken: database.token, multiInstance: false, devMode: false },
      schema: metaSchema,
    });
    const state = replicateRxStorageInstance({
      ...{ identifier: `oracle${count}`, pullBatchSize: batchSize, pushBatchSize: batchSize },
      ...{ forkInstance: fork.storageInstance, metaInstance, replicationHandler: handler },
      ...{ conflictHandler: defaultConflictHandler, hashFunction: database.hashFunction },
      skipStoringPullMeta: true,
    });
    await awaitRxStorageReplicationFirstInSync(state);
    await awaitRxStorageReplicationInSync(state);
    await cancelRxStorageReplication(state);
    await metaInstance.close();
  };
  return {
    async take(rows: ReplicaRow[]): Promise<void> {
      for (const row of rows) await master.upsert(row);
      await replicate();
    },
    docs: async (): Promise<string[]> =>
      docsOf((await fork.find().exec()).map((one) => one.toJSON() as ReplicaRow)),
    close: () => database.close(),
  };
};

const wholeGrid = async (server: ServerFixture): Promise<Record<CollectionName, ReplicaRow[]>> => {
  const whole = await server.context.storage.readWholeGrid(grid);
  if (whole === undefined) throw new Error('no grid');
  const rows = (name: CollectionName) =>
    whole.documents[name].map(({ json }) => rowOf(name, JSON.parse(json)));
  return { grids: rows('grids'), households: rows('households'), visits: rows('visits') };
};

type Step = { kind: 'push'; who: 0 | 1; doors: number[] } | { kind: 'pull' } | { kind: 'restart' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('push' as const),
    who: fc.constantFrom(0 as const, 1 as const),
    doors: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  }),
  fc.constant({ kind: 'pull' as const }),
  fc.constant({ kind: 'restart' as const }),
);

const play = async (steps: Step[], batchSize: number): Promise<void> => {
  const server = await openServerFixture();
  const sessions = [(await server.signIn('s002')).session, (await server.signIn('s003')).session];
  const logs = sessions.map((session) => createDeviceLog(session));
  const [reading] = sessions;
  if (reading === undefined) throw new Error('nobody signed in');
  const ours = await openOurs(server, reading, batchSize);
  const references = new Map(
    await Promise.all(
      collections.map(async (name) => [name, await openReference(batchSize)] as const),
    ),
  );
  const compare = async (): Promise<void> => {
    await ours.catchUp();
    const rows = await wholeGrid(server);
    const theirs: Partial<Docs> = {};
    for (const [name, reference] of references) {
      await reference.take(rows[name]);
      theirs[name] = await reference.docs();
    }
    expect(await ours.docs()).toEqual(theirs);
  };
  for (const one of [...steps, { kind: 'pull' } as const]) {
    if (one.kind === 'restart') await ours.restart();
    if (one.kind === 'pull') await compare();
    if (one.kind !== 'push') continue;
    const [log, session] = [logs[one.who], sessions[one.who]];
    if (log === undefined || session === undefined) continue;
    const from = log.events.length + 1;
    for (const door of one.doors) log.visit(`h${door}`);
    await push(server.context, session, log.request(from));
  }
  for (const reference of references.values()) await reference.close();
  await ours.close();
  await server.close();
};

test('ORACLE our pull path and the reference of RxDB end up with the same documents', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 10 }),
      fc.integer({ min: 1, max: 20 }),
      (steps, batchSize) => play(steps, batchSize),
    ),
    { numRuns: runs, seed: 20_200_210 },
  );
});
