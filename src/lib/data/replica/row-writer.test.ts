import 'fake-indexeddb/auto';
import { afterEach, expect, test } from 'vitest';
import type { Checkpoint } from '#schema/protocol.ts';
import { openDownload, removeDownload } from './download-dexie.ts';
import { openReplication, type PullRows } from './replication-rxdb.ts';
import { createRowWriter } from './row-writer-dexie.ts';
import { createRowReader, type ReplicaRow } from './rows-dexie.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

let count = 0;
const row = (id: string, doc = `{"id":"${id}"}`, seq = 1): ReplicaRow => ({
  ...{ id, grid: 'g001', seq, of: '', doc },
});
const start: Checkpoint = { epoch: 'e1', grids: { g001: 7 } };

/** A copy whose households come from `rows`, one page. */
const openCopy = async (rows: ReplicaRow[] = []) => {
  const database = `gridsweep-replica-writer-${(count += 1)}`;
  const asked: (Checkpoint | undefined)[] = [];
  const pull: PullRows = async ({ collection, checkpoint }) => {
    asked.push(checkpoint);
    const page = collection === 'households' ? rows : [];
    return { rows: page, checkpoint: { epoch: 'e1', grids: { g001: 9 } } };
  };
  const given = { onRows: () => undefined, onClosedUnder: () => undefined };
  const replication = await openReplication({ database, pull, start: () => start, ...given });
  const writer = createRowWriter(database);
  const reader = createRowReader(database);
  ends.push(() => replication.close(), writer.close, reader.close);
  return { replication, writer, reader, asked };
};

const docsOf = (rows: ReplicaRow[]): string[] => rows.map(({ doc }) => doc).sort();

test('WRITE-2 RxDB takes what was loaded for its own: it goes on after it, and a pull replaces it', async () => {
  const changed = row('h1', '{"id":"h1","later":true}', 8);
  const { replication, writer, reader, asked } = await openCopy([changed, row('h2')]);
  await writer.put('households', [row('h1'), row('h2'), row('h3')]);
  expect(await replication.catchUp()).toBe(true);
  expect(asked).toEqual([start, start, start]);
  expect(docsOf(await reader.all('households'))).toEqual(docsOf([changed, row('h2'), row('h3')]));
});

test('WRITE-1 a swap is whole or not at all', async () => {
  const { writer, reader } = await openCopy();
  await writer.put('households', [row('h1'), row('h2')]);
  const broken = { ...row('h4'), doc: (() => '') as unknown as string };
  const swap = writer.swap('households', { gone: ['h1'], rows: [row('h3'), broken] });
  await expect(swap).rejects.toThrow();
  expect((await reader.all('households')).map(({ id }) => id)).toEqual(['h1', 'h2']);
  await writer.swap('households', { gone: ['h1'], rows: [row('h3')] });
  expect((await reader.all('households')).map(({ id }) => id)).toEqual(['h2', 'h3']);
});

test('DOWNLOAD-1 pieces of one file are kept over a restart; another tag begins anew', async () => {
  const name = `gridsweep-replica-writer-${(count += 1)}`;
  const first = await openDownload(name);
  expect([first.tag(), first.size(), first.isWhole()]).toEqual(['', 0, false]);
  await first.begin('"a"', 5);
  await first.add(new Uint8Array([1, 2, 3]));
  first.close();
  const second = await openDownload(name);
  expect([second.tag(), second.size(), second.isWhole()]).toEqual(['"a"', 3, false]);
  await second.add(new Uint8Array([4, 5]));
  expect(second.isWhole()).toBe(true);
  expect([...new Uint8Array(await (await second.whole()).arrayBuffer())]).toEqual([1, 2, 3, 4, 5]);
  await second.begin('"b"', null);
  expect([second.tag(), second.size(), second.isWhole()]).toEqual(['"b"', 0, false]);
  second.close();
  await removeDownload(name);
  expect((await indexedDB.databases()).some((one) => one.name?.endsWith(`${name}--download`))).toBe(
    false,
  );
});
