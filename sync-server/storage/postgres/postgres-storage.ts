// The store that several server processes share. Durable by `synchronous_commit=on`: a COMMIT returns after the
// write-ahead log is on the disk. A process holds one connection per grid at most, however many wait for that grid.

import { StoreRefused, StoreUnavailable, type Storage, type StoreFacts } from '../port.ts';
import { createConnection, type Query } from './connection.ts';
import { deviceStore } from './device-store.ts';
import { districtStore, type Atomically } from './district-store.ts';
import { gridReads } from './grid-reads.ts';
import { gridTransaction, lockGrid } from './grid-transactions.ts';
import { inTransaction } from './in-transaction.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';
import { refusedReads } from './refused-reads.ts';
import { createTurns } from './turns.ts';
import { textOf } from './values.ts';

/** Of each kind; a process takes at most both and one that listens. */
const mostConnections = 8;

const putMeta = `
  INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;

/** Opens the database and brings its tables up to date. @throws StoreRefused when it cannot be reached or used */
export const openPostgresStorage = async (url: string): Promise<Storage> => {
  await prepare(url);
  const writers = createPool(() => createConnection(url), mostConnections);
  const readers = createPool(() => createConnection(url), mostConnections);
  const inTurn = createTurns();
  const query: Query = (text, values) =>
    readers.use((connection) => connection.query(text, values));
  const write: Query = (text, values) =>
    writers.use((connection) => connection.query(text, values));
  const atomically: Atomically = (work) =>
    writers.use((connection) => inTransaction(connection, () => work(connection.query)));
  return {
    ...gridReads(query),
    ...refusedReads(query),
    ...districtStore({ query, write, atomically }),
    ...deviceStore({ query, write, atomically }),
    inGrid: (grid, work) =>
      inTurn(grid, () =>
        atomically(async (within) => {
          await lockGrid(within, grid);
          return work(gridTransaction(within, grid));
        }),
      ),
    readFacts: () => readFacts(query),
    markDemo: async () => void (await write(putMeta, ['demo', '1'])),
    check: async () => {
      await readFacts(query);
      await write(putMeta, ['checked', String(Date.now())]);
    },
    close: async () => {
      await Promise.all([writers.finish(), readers.finish()]);
    },
  };
};

const prepare = async (url: string): Promise<void> => {
  try {
    const connection = createConnection(url, { patienceMs: 0 });
    await migrate(connection).finally(() => connection.end());
  } catch (error) {
    throw refusalOf(error);
  }
};

/** Who may not sign in or write, a database that does not exist, one that takes no writes: SQLSTATE. */
const ofAddress = /^(28|3D|42501|25006)/;

/** What is told of the address holds neither user nor password. */
export const refusalOf = (error: unknown): unknown => {
  if (error instanceof TypeError && 'code' in error && error.code === 'ERR_INVALID_URL') {
    return new StoreRefused(
      'unreachable',
      'DATABASE_URL must be an address like postgres://user:password@host:5432/gridsweep.',
    );
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!(error instanceof Error)) return error;
  if (!(error instanceof StoreUnavailable || ofAddress.test(code))) return error;
  return new StoreRefused(
    'unreachable',
    `The database cannot be used: ${error.message}; check that PostgreSQL runs and that DATABASE_URL names it.`,
  );
};

const readFacts = async (query: Query): Promise<StoreFacts> => {
  const rows = await query(`
    SELECT key, value FROM meta UNION ALL
    SELECT 'has staff', '' WHERE EXISTS (SELECT 1 FROM staff) UNION ALL
    SELECT 'is set up', '' WHERE EXISTS (SELECT 1 FROM codes WHERE used_at > 0)`);
  const meta = new Map(rows.map((row) => [textOf(row, 'key'), textOf(row, 'value')]));
  return {
    server: meta.get('server') ?? '',
    epoch: meta.get('epoch') ?? '',
    sealKey: JSON.parse(meta.get('seal-key') ?? '{}') as StoreFacts['sealKey'],
    isDemo: meta.get('demo') === '1',
    isEmpty: !meta.has('has staff'),
    isSetUp: meta.has('is set up'),
  };
};
