// The embedded store: one file, one writing connection behind a queue, one reading connection. Durable by
// `synchronous=FULL`: a COMMIT returns after the write-ahead log is on the disk.

import type { StoreFacts, Storage } from '../port.ts';
import { prepareDistrictStore } from './district-store.ts';
import { prepareGridReads } from './grid-reads.ts';
import { prepareGridTransactions } from './grid-transactions.ts';
import { openDatabase, type Connections } from './open-database.ts';
import { createWriteQueue } from './write-queue.ts';

/** The database's name inside the data folder. */
export const databaseName = 'gridsweep.sqlite';

/** Opens or makes the database. @throws StoreRefused */
export const openSqliteStorage = (file: string): Storage => {
  const connections = openDatabase(file);
  const { writer, reader } = connections;
  const queue = createWriteQueue(writer);
  const transactionOf = prepareGridTransactions(writer);
  const putMeta = writer.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)');
  return {
    ...prepareGridReads(reader),
    ...prepareDistrictStore(connections, queue),
    inGrid: (grid, work) => queue.write(() => work(transactionOf(grid))),
    readFacts: async () => factsOf(connections),
    markDemo: () => queue.write(() => void putMeta.run('demo', '1')),
    check: async () => {
      factsOf(connections);
      await queue.write(() => void putMeta.run('checked', String(Date.now())));
    },
    close: async () => {
      await queue.finish();
      reader.close();
      writer.close();
    },
  };
};

const factsOf = ({ reader }: Connections): StoreFacts => {
  const meta = new Map(
    reader
      .prepare('SELECT key, value FROM meta')
      .all()
      .map(({ key, value }) => [key, value]),
  );
  return {
    server: String(meta.get('server')),
    epoch: String(meta.get('epoch')),
    sealKey: JSON.parse(String(meta.get('seal-key'))) as StoreFacts['sealKey'],
    isDemo: meta.get('demo') === '1',
    isEmpty: reader.prepare('SELECT id FROM staff LIMIT 1').get() === undefined,
    isSetUp: reader.prepare('SELECT 1 FROM codes WHERE used_at > 0 LIMIT 1').get() !== undefined,
  };
};
