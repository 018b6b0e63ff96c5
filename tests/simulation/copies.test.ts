// A phone's copies of a grid against the server's own services: harm is found, and only what is harmed is fetched again.

import 'fake-indexeddb/auto';
import { gzipSync } from 'node:zlib';
import Dexie from 'dexie';
import * as v from 'valibot';
import { afterEach, expect, test } from 'vitest';
import { openOutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { readReplicaNote } from '#data/replica/replica-note.ts';
import { createRowTables } from '#data/replica/rows-dexie.ts';
import { type CollectionName, PullRequest } from '#schema/protocol.ts';
import { encodeBuckets, encodePulled } from '#server/http/encode.ts';
import { proof, readBuckets, snapshotText } from '#server/services/proof.ts';
import { pull } from '#server/services/pull.ts';
import type { Session } from '#server/services/sessions.ts';
import { createGridCopies, type GridCopies } from '#sync/grid-copies.ts';
import type { Transport } from '#sync/transport.ts';
import { makeHousehold, morning } from '#testing/builders.ts';
import { makeDistrict, openServerFixture, type ServerFixture } from '#testing/server-fixture.ts';

const grid = 'g001';
const weekMs = 7 * 24 * 3_600_000;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type World = {
  asked: string[];
  clock: { now: number };
  /** No snapshot arrives. */
  isCut: boolean;
  /** Changes an answer on its way; the text is JSON. */
  bend: { text(path: string, text: string): string };
  start(): GridCopies;
  households(): Promise<Dexie.Table>;
  docs(): Promise<string[]>;
  copyName(): Promise<string>;
};

const transportOf = (server: ServerFixture, session: Session, world: World): Transport => ({
  async call({ path, schema, body }) {
    world.asked.push(path.split(/[/?]/)[1] ?? '');
    const { searchParams, pathname } = new URL(path, 'http://x');
    const [, , , name = ''] = pathname.split('/');
    const collection = name as CollectionName;
    const text = async (): Promise<string> => {
      if (pathname === '/pull')
        return encodePulled(await pull(server.context, session, v.parse(PullRequest, body)));
      if (pathname.startsWith('/digest/')) {
        const buckets = searchParams.get('buckets') as CollectionName;
        return JSON.stringify(await proof(server.context, session, { grid, buckets }));
      }
      const buckets = (searchParams.get('of') ?? '').split(',').map(Number);
      const found = await readBuckets(server.context, session, { grid, collection, buckets });
      return encodeBuckets(found, server.context.epoch);
    };
    const value = JSON.parse(world.bend.text(pathname, await text()));
    return { kind: 'answered', value: v.parse(schema, value) };
  },
  open: async () => ({ kind: 'unreachable' }),
  async download({ onHead, onPart }) {
    world.asked.push('snapshot');
    if (world.isCut) return { kind: 'unreachable' };
    const { text } = await snapshotText(server.context, grid);
    const file = new Uint8Array(gzipSync(world.bend.text('/snapshot', text)));
    await onHead({ tag: '"t"', from: 0, total: file.length });
    for (let at = 0; at < file.length; at += 1000) await onPart(file.slice(at, at + 1000));
    return { kind: 'answered', value: null };
  },
});

let count = 0;

/** A server with a grid of 300 doors, and a phone's disk. */
const openWorld = async (): Promise<World> => {
  // Copies are named by their grid: each test begins with an empty disk.
  for (const name of await Dexie.getDatabaseNames())
    if (name.includes('replica')) await Dexie.delete(name);
  const district = makeDistrict();
  const [first] = [...district.grids];
  if (first === undefined) throw new Error('no grid');
  const households = Array.from({ length: 300 }, (_, at) =>
    makeHousehold({
      id: `h${at + 1}`,
      door: { building: '2', unit: '1', floor: at + 1, room: `${at + 1}01`, suffix: '' },
    }),
  );
  const grids = [{ ...first, households }, ...[...district.grids].slice(1)];
  const server = await openServerFixture({ ...district, grids });
  const { session } = await server.signIn('s002');
  const database = await openOutboxDatabase(`copies-${(count += 1)}`);
  ends.push(
    () => server.close(),
    () => database.close(),
  );
  const copyName = async (): Promise<string> =>
    (await readReplicaNote(database, grid))?.database ?? '';
  const world: World = {
    asked: [],
    clock: { now: morning },
    isCut: false,
    bend: { text: (_, text) => text },
    start() {
      const copies = createGridCopies({
        ...{ grid, database, transport: transportOf(server, session, world) },
        announce: () => ({ pending: 0, oldestAt: null, clockMs: 1, app: 'test' }),
        now: () => world.clock.now,
        events: {
          ...{ onAdvanced: () => undefined, onReplaced: () => undefined },
          ...{ onPulled: () => undefined, onLoading: () => undefined },
          ...{ onProven: () => undefined, onDoubt: () => undefined },
        },
      });
      ends.push(() => copies.close());
      return copies;
    },
    async households() {
      const tables = createRowTables(await copyName());
      ends.push(tables.close);
      return tables.of('households') as Promise<Dexie.Table>;
    },
    docs: async () =>
      (await (await world.households()).toArray()).map(({ doc }) => doc as string).sort(),
    copyName,
  };
  return world;
};

const proven = { kind: 'caught-up', isProven: true };
const different = { kind: 'caught-up', isProven: false };

/** Altered, deleted, added. */
const harm = async (world: World): Promise<void> => {
  const table = await world.households();
  const row = await table.get('h7');
  await table.put({ ...row, doc: `${row.doc} ` });
  await table.delete('h8');
  await table.put({ ...row, id: 'stray' });
  await table.put({ id: 'empty' });
};

test('REPAIR-1 harmed rows are found on start, and only their buckets are fetched', async () => {
  const world = await openWorld();
  const before = world.start();
  expect(await before.pull(false)).toMatchObject(proven);
  const [whole, name] = [await world.docs(), await world.copyName()];
  await before.close();
  await harm(world);

  world.asked.length = 0;
  const after = world.start();
  expect(await after.pull(false)).toMatchObject(different);
  expect(await after.pull(true)).toMatchObject(proven);
  expect([await world.docs(), await world.copyName()]).toEqual([whole, name]);
  expect(world.asked.filter((path) => path === 'buckets')).toHaveLength(1);
  expect(world.asked).not.toContain('snapshot');
});

test('REPAIR-1 COPY-1 buckets that do not give the digest touch nothing; a fresh copy takes the place', async () => {
  const world = await openWorld();
  const copies = world.start();
  expect(await copies.pull(false)).toMatchObject(proven);
  const [whole, name] = [await world.docs(), await world.copyName()];
  await harm(world);
  const harmed = await world.docs();
  world.bend.text = (path, text) =>
    path.startsWith('/buckets') ? text.replace('"residents":1', '"residents":2') : text;
  world.isCut = true;
  expect(await copies.pull(true)).toEqual({ kind: 'unreachable' });
  expect([await world.docs(), await world.copyName()]).toEqual([harmed, name]);
  world.isCut = false;
  expect(await copies.pull(true)).toMatchObject(proven);
  expect(await world.docs()).toEqual(whole);
  expect(await world.copyName()).not.toBe(name);
});

test('REPAIR-3 where more than half is gone, a fresh copy is loaded', async () => {
  const world = await openWorld();
  const copies = world.start();
  expect(await copies.pull(false)).toMatchObject(proven);
  const whole = await world.docs();
  await (await world.households()).clear();
  world.asked.length = 0;
  expect(await copies.pull(true)).toMatchObject(proven);
  expect(world.asked).not.toContain('buckets');
  expect(await world.docs()).toEqual(whole);
});

test('COPY-5 harm under the running app is found a week later at the latest, also by a clock that went back', async () => {
  for (const byMs of [weekMs + 1, -weekMs - 1]) {
    const world = await openWorld();
    const copies = world.start();
    expect(await copies.pull(false)).toMatchObject(proven);
    expect(await copies.pull(false)).toMatchObject(proven);
    await harm(world);
    expect(await copies.pull(false)).toMatchObject(proven);
    world.clock.now += byMs;
    expect(await copies.pull(false)).toMatchObject(different);
    expect(await copies.pull(true)).toMatchObject(proven);
  }
});

test('COPY-4 a snapshot that is whole and not to be read is given up for pages', async () => {
  const world = await openWorld();
  world.bend.text = (path, text) => (path === '/snapshot' ? text.slice(1) : text);
  const copies = world.start();
  expect(await copies.pull(false)).toMatchObject(proven);
  expect(world.asked).toEqual(expect.arrayContaining(['snapshot', 'pull']));
  expect(await world.docs()).toHaveLength(300);
});

test('COPY-6 a storage that keeps refusing is left for a fresh copy', async () => {
  const world = await openWorld();
  const copies = world.start();
  expect(await copies.pull(false)).toMatchObject(proven);
  const name = await world.copyName();
  const open = indexedDB.open.bind(indexedDB);
  indexedDB.open = (...given) => {
    if (given[0].includes(`${name}--`)) throw new DOMException('broken', 'UnknownError');
    return open(...given);
  };
  ends.push(() => (indexedDB.open = open));
  await copies.close();
  const again = world.start();
  for (let at = 0; at < 3; at += 1) expect(await again.pull(false)).toEqual({ kind: 'storage' });
  expect(await again.pull(false)).toMatchObject(proven);
  expect(await world.copyName()).not.toBe(name);
});
