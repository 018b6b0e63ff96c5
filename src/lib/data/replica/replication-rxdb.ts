// The replica's writing side: RxDB's replication in pull direction only. REPLICA-1: nothing else writes the replica.
// REPLICA-2: a catch-up is over when the handlers of all collections gave their last page and everything they gave was
// stored, or an error said that it was not. REPLICA-3: rows are told only after they are stored. REPLICA-4: after a page
// that could not be stored nothing more is fetched and no checkpoint is written: the next catch-up begins before that page.
// REPLICA-5: closing waits for what is being stored, then nothing is written any more. REPLICA-6: when the browser closes or
// deletes a database under the copy, that is told: it is made anew by the next write, empty. The pull function never rejects:
// trouble is its own business (RxDB would retry by itself, out of the sync machine's sight).

import { createRxDatabase, type RxCollection, type RxDatabase, type RxJsonSchema } from 'rxdb';
import { replicateRxCollection, type RxReplicationState } from 'rxdb/plugins/replication';
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { hexOf } from '#core/merge/chain.ts';
import { type Checkpoint, type CollectionName, collections } from '#schema/protocol.ts';
import { sha256 } from '../sha256.ts';
import type { ReplicaRow } from './rows-dexie.ts';

/** A page shorter than the limit ends the pull of its collection. */
export type RowPage = { rows: ReplicaRow[]; checkpoint: Checkpoint };
export type PullRows = (ask: {
  collection: CollectionName;
  /** Undefined before the first page was stored. */
  checkpoint: Checkpoint | undefined;
  limit: number;
}) => Promise<RowPage>;

export type Replication = {
  /** REPLICA-2. Resolves to false when something given could not be stored. */
  catchUp(): Promise<boolean>;
  close(): Promise<void>;
};

const pageLimit = 1000;

const schemaOf = (collection: CollectionName): RxJsonSchema<ReplicaRow> => ({
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 64 },
    grid: { type: 'string', maxLength: 64 },
    seq: { type: 'integer' },
    of: { type: 'string', maxLength: 64 },
    doc: { type: 'string' },
  },
  required: ['id', 'grid', 'seq', 'of', 'doc'],
  ...(collection === 'visits' ? { indexes: ['of'] } : {}),
});

type Database = RxDatabase<Record<CollectionName, RxCollection<ReplicaRow>>>;

/** Whether something of this copy could not be stored since the last catch-up began. */
type Fault = { is: boolean };

/**
 * REPLICA-4. RxDB writes checkpoints without waiting for them: what fails there would be nobody's rejection, and would end
 * its queue for good.
 */
const storageWith = (
  fault: Fault,
  onClosedUnder: () => void,
): ReturnType<typeof getRxStorageDexie> => {
  const storage = getRxStorageDexie({
    // RxDB opens with autoOpen off; after the browser has closed the connection, Dexie reads this option anew.
    onCreate: (dexie) => {
      (dexie as unknown as { _options: { autoOpen: boolean } })._options.autoOpen = true;
      dexie.on('versionchange', onClosedUnder);
      dexie.on('close', onClosedUnder);
    },
  });
  const create: typeof storage.createStorageInstance = storage.createStorageInstance.bind(storage);
  storage.createStorageInstance = async (params) => {
    const instance = await create(params);
    if (!params.collectionName.startsWith('rx-replication-meta-')) return instance;
    const write = instance.bulkWrite.bind(instance);
    const find = instance.findDocumentsById.bind(instance);
    const failed = (): void => void (fault.is = true);
    instance.bulkWrite = async (rows, context) => {
      if (fault.is) return { error: [] };
      return write(rows, context).catch(() => (failed(), { error: [] }));
    };
    instance.findDocumentsById = (ids, withDeleted) =>
      find(ids, withDeleted).catch(() => (failed(), []));
    return instance;
  };
  return storage;
};

const openDatabase = async (
  name: string,
  fault: Fault,
  onClosedUnder: () => void,
): Promise<Database> => {
  const database: Database = await createRxDatabase({
    name,
    storage: storageWith(fault, onClosedUnder),
    multiInstance: false,
    closeDuplicates: true,
    // The platform's own hash is missing where there is no secure context.
    hashFunction: async (input) => {
      if (typeof input !== 'string')
        throw new TypeError('only texts are hashed: there are no attachments');
      return hexOf(sha256(input));
    },
  });
  await database.addCollections({
    grids: { schema: schemaOf('grids') },
    households: { schema: schemaOf('households') },
    visits: { schema: schemaOf('visits') },
  });
  return database;
};

type Lane = { catchUp(): Promise<boolean>; cancel(): Promise<void> };

/** Opens (or makes) the copy; its three replications begin with the first `catchUp`. */
export const openReplication = async (options: {
  database: string;
  /** Where a copy that was loaded whole stands; asked when no page has ever been stored. */
  start(): Checkpoint | undefined;
  /** Documents in a full page; 1000 unless told. */
  pageSize?: number;
  pull: PullRows;
  onRows(collection: CollectionName, rows: ReplicaRow[]): void;
  /** REPLICA-6. */
  onClosedUnder(): void;
}): Promise<Replication> => {
  const fault: Fault = { is: false };
  const database = await openDatabase(options.database, fault, options.onClosedUnder);
  let lanes: Lane[] = [];
  return {
    catchUp: async () => {
      fault.is = false;
      if (lanes.length === 0)
        lanes = collections.map((name) => createLane(database[name], { name, fault, ...options }));
      return (await Promise.all(lanes.map((lane) => lane.catchUp()))).every(Boolean);
    },
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.cancel()));
      await database.close();
    },
  };
};

/** RxDB looks for own writes to push even where nothing is pushed: all that was pulled would be read again for it. */
const pushNothing = (collection: RxCollection<ReplicaRow>): void => {
  collection.storageInstance.getChangedDocumentsSince = async (_limit, checkpoint) => ({
    documents: [],
    checkpoint: checkpoint ?? { id: '', lwt: 0 },
  });
};

type LaneOptions = {
  name: CollectionName;
  fault: Fault;
  pageSize?: number;
  start(): Checkpoint | undefined;
  pull: PullRows;
  onRows(collection: CollectionName, rows: ReplicaRow[]): void;
};

const createLane = (collection: RxCollection<ReplicaRow>, options: LaneOptions): Lane => {
  const { name, fault, pull, onRows } = options;
  let hasLastPage = false;
  let isClosing = false;
  let finish: ((isStored: boolean) => void) | null = null;
  const initialCheckpoint = options.start();
  pushNothing(collection);
  const replication = replicateRxCollection<ReplicaRow, Checkpoint>({
    replicationIdentifier: 'gridsweep',
    collection,
    live: true,
    autoStart: false,
    waitForLeadership: false,
    toggleOnDocumentVisible: false,
    pull: {
      batchSize: options.pageSize ?? pageLimit,
      ...(initialCheckpoint === undefined ? {} : { initialCheckpoint }),
      handler: async (checkpoint, limit) => {
        const isOver = (): boolean => isClosing || fault.is;
        const nothing = { documents: [], checkpoint: checkpoint as Checkpoint };
        if (isOver()) return ((hasLastPage = true), nothing);
        const page = await pull({ collection: name, checkpoint, limit });
        if (isOver()) return ((hasLastPage = true), nothing);
        hasLastPage = page.rows.length < limit;
        const documents = page.rows.map((row) => ({ ...row, _deleted: false }));
        return { documents, checkpoint: page.checkpoint };
      },
    },
  });
  const end = (isStored: boolean): void => {
    finish?.(isStored);
    finish = null;
  };
  collection.eventBulks$.subscribe((bulk) => {
    onRows(
      name,
      bulk.events.map((event) => event.documentData as ReplicaRow),
    );
  });
  replication.error$.subscribe(() => {
    fault.is = true;
  });
  replication.canceled$.subscribe((isCanceled) => isCanceled && end(false));
  // RxDB turns inactive after all pages of a pull were persisted.
  replication.active$.subscribe((isActive) => {
    if (!isActive && hasLastPage) end(!fault.is);
  });
  return {
    catchUp: () =>
      new Promise((resolve) => {
        hasLastPage = false;
        finish = resolve;
        if (!replication.wasStarted) replication.start().catch(() => end(false));
        else replication.reSync();
      }),
    cancel: async () => {
      isClosing = true;
      await Promise.race([drained(replication.internalReplicationState), sleep(drainMs)]);
      await replication.cancel();
    },
  };
};

const drainMs = 3000;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** REPLICA-5. */
const drained = async (
  state: RxReplicationState<ReplicaRow, Checkpoint>['internalReplicationState'],
): Promise<void> => {
  await state?.streamQueue.down.catch(() => undefined);
  await state?.checkpointQueue.catch(() => undefined);
};
