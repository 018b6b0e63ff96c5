// Writing many rows at once, in the form in which RxDB's storage keeps them: a whole load, or the buckets that a repair
// fetched anew. RxDB would read each row before it writes it; here nothing that is there matters. WRITE-1: each call is one
// transaction: all of it is stored, or nothing. WRITE-2: RxDB reads what was written so like its own, and a later pull
// replaces it: in a replication that only pulls no row counts as an own change (row-writer.test.ts).

import type { CollectionName } from '#schema/protocol.ts';
import { createRowTables, type ReplicaRow, type StoredRow } from './rows-dexie.ts';

export type RowWriter = {
  clear(collection: CollectionName): Promise<void>;
  put(collection: CollectionName, rows: readonly ReplicaRow[]): Promise<void>;
  /** WRITE-1. @param gone ids of rows to be deleted */
  swap(
    collection: CollectionName,
    change: { gone: readonly string[]; rows: readonly ReplicaRow[] },
  ): Promise<void>;
  /** Everything that is stored, also what RxDB would not show. */
  raw(collection: CollectionName): Promise<StoredRow[]>;
  close(): void;
};

/** What RxDB's storage adds to a document. The time is of no use where nothing is pushed. */
const storedRow = (row: ReplicaRow): StoredRow =>
  ({ ...row, _deleted: '0', _meta: { lwt: 1 }, _rev: '1-load', _attachments: {} }) as StoredRow;

/** Of a copy that RxDB has opened before: the databases are made by it. */
export const createRowWriter = (database: string): RowWriter => {
  const tables = createRowTables(database);
  return {
    clear: async (collection) => (await tables.of(collection)).clear(),
    async put(collection, rows) {
      await (await tables.of(collection)).bulkPut(rows.map(storedRow));
    },
    async swap(collection, { gone, rows }) {
      const table = await tables.of(collection);
      await table.db.transaction('rw', table, async () => {
        await table.bulkDelete([...gone]);
        await table.bulkPut(rows.map(storedRow));
      });
    },
    raw: async (collection) => (await tables.of(collection)).toArray(),
    close: tables.close,
  };
};
