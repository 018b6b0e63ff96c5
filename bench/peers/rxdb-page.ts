// Plain RxDB, as its manual writes a replication over HTTP by hand: the same version, the same storage, no code of ours. All
// against the server that this page was fetched from (bench/floor/bare-server.ts).

import { createRxDatabase, type RxCollection } from 'rxdb';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';

type Document = { id: string };
type Checkpoint = { seq: number };
type Timed = { ms: number; documents: number };

const schema = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: { id: { type: 'string', maxLength: 64 } },
  required: ['id'],
} as const;

let number = 0;

const fresh = async (): Promise<RxCollection<Document>> => {
  const database = await createRxDatabase({
    name: `local-${(number += 1)}`,
    storage: getRxStorageDexie(),
    multiInstance: false,
  });
  const { documents } = await database.addCollections({ documents: { schema } });
  return documents as unknown as RxCollection<Document>;
};

const remove = async ({ database }: RxCollection<Document>): Promise<void> => {
  await database.remove();
};

/** @param batch documents a request, as many as ours takes */
export const load = async (batch: number): Promise<Timed> => {
  const begun = performance.now();
  const collection = await fresh();
  const replication = replicateRxCollection<Document, Checkpoint>({
    replicationIdentifier: 'load',
    collection,
    live: false,
    pull: {
      batchSize: batch,
      handler: async (checkpoint, limit) => {
        const response = await fetch(`/pull?after=${checkpoint?.seq ?? 0}&limit=${limit}`);
        return response.json();
      },
    },
  });
  await replication.awaitInitialReplication();
  const ms = performance.now() - begun;
  const documents = await collection.count().exec();
  await remove(collection);
  return { ms, documents };
};

/** Documents that were written without network, and how long until the server has them all. */
export const push = async (documents: Document[], batch: number): Promise<number> => {
  const collection = await fresh();
  await collection.bulkInsert(documents);
  let stored = 0;
  const begun = performance.now();
  const replication = replicateRxCollection<Document, Checkpoint>({
    replicationIdentifier: 'push',
    collection,
    live: false,
    push: {
      batchSize: batch,
      handler: async (changed) => {
        const rows = changed.map(({ newDocumentState }) => newDocumentState);
        const response = await fetch('/rows', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ rows }),
        });
        stored += ((await response.json()) as { stored: number }).stored;
        return [];
      },
    },
  });
  await replication.awaitInitialReplication();
  const ms = performance.now() - begun;
  await remove(collection);
  if (stored !== documents.length) throw new Error('Not everything was stored.');
  return ms;
};
