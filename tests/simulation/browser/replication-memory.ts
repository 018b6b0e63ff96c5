// The replica's writing side over the simulated disk, in the place of RxDB's replication, with its order of things: pages
// are fetched from where the last one of this catch-up ended; rows are stored, then told, then the checkpoint is stored;
// an empty page stores nothing; the next catch-up begins at the stored checkpoint. A kill may fall between any two of
// these, and the storage may fail in the middle of a page.

import type {
  openReplication as openReal,
  PullRows,
  Replication,
} from '#data/replica/replication-rxdb.ts';
import type { ReplicaRow } from '#data/replica/rows-dexie.ts';
import { type Checkpoint, type CollectionName, collections } from '#schema/protocol.ts';
import { isFailing, tableOf, type Disk, type Row } from './disk.ts';
import { betweenEffects, lifeNow, lives, never, type Life } from './life.ts';

/** Small, so that a handful of households make several pages. */
export const pageLimit = 5;

const docsOf = (disk: Disk, database: string, name: CollectionName) =>
  tableOf(disk, `rxdb-dexie-${database}--0--${name}`, { name: 'docs', key: 'id' });
const metaOf = (disk: Disk, database: string, name: CollectionName) =>
  tableOf(disk, `rxdb-dexie-${database}--0--meta-${name}`, { name: 'docs', key: 'id' });
const checkpointKey = '"checkpoint"';

type Lane = {
  life: Life;
  database: string;
  name: CollectionName;
  start(): Checkpoint | undefined;
  pull: PullRows;
  onRows(collection: CollectionName, rows: ReplicaRow[]): void;
};

/** What a power cut would take back; the oldest is on the disk for good. */
const noteWrite = (disk: Disk, rows: Map<string, Row>, keys: readonly string[]): void => {
  const before = keys.map((key) => [key, rows.get(key)] as const);
  disk.unflushed.push(() => {
    for (const [key, row] of before) {
      if (row === undefined) rows.delete(key);
      else rows.set(key, row);
    }
  });
  if (disk.unflushed.length > 4) disk.unflushed.shift();
};

/** Whether the page was stored whole. */
const storePage = async ({ life, database, name, onRows }: Lane, rows: ReplicaRow[]) => {
  const { disk } = life;
  await betweenEffects(life);
  const { rows: table } = docsOf(disk, database, name);
  const fails = isFailing(disk, 'replica');
  const stored = fails ? rows.slice(0, Math.floor(rows.length * disk.partStored)) : rows;
  noteWrite(
    disk,
    table,
    stored.map(({ id }) => JSON.stringify(id)),
  );
  for (const row of stored) table.set(JSON.stringify(row.id), { ...row, _deleted: '0' });
  if (fails && disk.isStalling) await never();
  await betweenEffects(life);
  if (stored.length > 0) onRows(name, stored);
  return !fails;
};

const catchUpLane = async (lane: Lane): Promise<boolean> => {
  const { life, database, name, pull } = lane;
  const meta = () => metaOf(life.disk, database, name).rows;
  const stored = meta().get(checkpointKey)?.['checkpoint'] as Checkpoint | undefined;
  let checkpoint = stored ?? lane.start();
  for (;;) {
    const page = await pull({ collection: name, checkpoint, limit: pageLimit });
    if (page.rows.length === 0) return true;
    if (!(await storePage(lane, page.rows))) return false;
    checkpoint = page.checkpoint;
    await betweenEffects(life);
    noteWrite(life.disk, meta(), [checkpointKey]);
    meta().set(checkpointKey, { id: 'checkpoint', checkpoint });
    if (page.rows.length < pageLimit) return true;
  }
};

export const openReplication: typeof openReal = async (options) => {
  const { database, pull, onRows, onClosedUnder } = options;
  const life = lifeNow();
  await betweenEffects(life);
  for (const name of collections) {
    docsOf(life.disk, database, name);
    metaOf(life.disk, database, name);
  }
  let start: Checkpoint | undefined;
  let lanes: Lane[] = [];
  const open = (): Lane[] => {
    start = options.start();
    return collections.map((name): Lane => ({
      life,
      database,
      name,
      start: () => start,
      pull,
      onRows,
    }));
  };
  const onDeleted = (name: string): void => {
    if (!life.isDead && name.startsWith(`rxdb-dexie-${database}--0--`))
      lives.run(life, onClosedUnder);
  };
  life.disk.onDeleted.add(onDeleted);
  const replication: Replication = {
    catchUp: async () => {
      if (lanes.length === 0) lanes = open();
      return (await Promise.all(lanes.map(catchUpLane))).every(Boolean);
    },
    close: async () => void life.disk.onDeleted.delete(onDeleted),
  };
  return replication;
};
