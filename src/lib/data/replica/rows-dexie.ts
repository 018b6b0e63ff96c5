// Reading the replica's rows straight from IndexedDB, without RxDB: the first view of a grid needs no more than two reads,
// so the replication's code is loaded after it. Writing is the replication's (replication-rxdb.ts) and, for whole loads and
// repairs, row-writer-dexie.ts's.

import Dexie, { type Table } from 'dexie';
import type { GridId } from '#core/ids.ts';
import type { CollectionName } from '#schema/protocol.ts';

/** A stored document: `doc` is its canonical JSON; `of` the household of a visit, else ''. */
export type ReplicaRow = { id: string; grid: GridId; seq: number; of: string; doc: string };

/** A row as RxDB's storage keeps it. Whoever tampered with it may have left out anything but the id. */
export type StoredRow = ReplicaRow & { _deleted: string };

/** One copy of a grid. A repair fills the next copy before the old one is deleted. */
export const replicaName = (grid: GridId, copy: number): string =>
  `gridsweep-replica-${grid.toLowerCase()}-${copy}`;

const prefix = (database: string): string => `rxdb-dexie-${database}--`;

/** Name of a database of our own that lives and dies with the copy. */
export const partName = (database: string, part: string): string => `${prefix(database)}${part}`;

/** RxDB's storage keeps each collection in an IndexedDB database of its own, named so. */
const nameOf = (database: string, collection: CollectionName): string =>
  partName(database, `0--${collection}`);

export type RowTables = {
  of(collection: CollectionName): Promise<Table<StoredRow, string>>;
  close(): void;
};

/** Opens lazily; rejects when the copy does not exist. */
export const createRowTables = (database: string): RowTables => {
  const open = new Map<CollectionName, Dexie>();
  return {
    async of(collection) {
      const name = nameOf(database, collection);
      const dexie = open.get(collection) ?? new Dexie(name, { autoOpen: true, cache: 'disabled' });
      open.set(collection, dexie);
      if (!dexie.isOpen()) await dexie.open();
      return dexie.table<StoredRow, string>('docs');
    },
    close() {
      for (const dexie of open.values()) dexie.close();
      open.clear();
    },
  };
};

export type RowReader = {
  /** All rows of a collection, in any order. */
  all(collection: CollectionName): Promise<ReplicaRow[]>;
  /** Visits of one household. */
  visitsOf(household: string): Promise<ReplicaRow[]>;
  close(): void;
};

const isThere = (row: StoredRow): boolean => row._deleted === '0';

/** Opens lazily; rejects in its methods when the copy does not exist. */
export const createRowReader = (database: string): RowReader => {
  const tables = createRowTables(database);
  return {
    all: async (collection) => (await (await tables.of(collection)).toArray()).filter(isThere),
    visitsOf: async (household) => {
      const table = await tables.of('visits');
      // RxDB puts its own marks around an index: whether the row is deleted, and the primary key.
      const index = table.where('[_deleted+of+id]');
      return index.between(['0', household, ''], ['0', household, '\uffff']).toArray();
    },
    close: tables.close,
  };
};

const databaseNames = async (): Promise<string[]> => {
  const databases = await indexedDB.databases();
  return databases.map(({ name }) => name ?? '');
};

/** Deletes every database of a copy, RxDB's own bookkeeping included. */
export const deleteCopy = async (database: string): Promise<void> => {
  const names = (await databaseNames()).filter((name) => name.startsWith(prefix(database)));
  await Promise.all(names.map((name) => Dexie.delete(name)));
};

/** Deletes all copies of all grids but those named. */
export const deleteOtherCopies = async (kept: readonly string[]): Promise<void> => {
  const names = (await databaseNames()).filter(
    (name) =>
      name.startsWith('rxdb-dexie-gridsweep-replica-') &&
      !kept.some((database) => name.startsWith(prefix(database))),
  );
  await Promise.all(names.map((name) => Dexie.delete(name)));
};
