// Opening the database file: two connections, one that writes and one that reads only what is committed.

import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreRefused } from '../port.ts';
import { newSealKey } from '../seal-key.ts';
import { makeFolder } from './make-folder.ts';
import { bringUp, migrations } from './migrations.ts';

/** How long to wait for another process (an operator's command, a backup) to let go, ms. */
const busyTimeoutMs = 5000;

export type Connections = { writer: DatabaseSync; reader: DatabaseSync };

/** @throws StoreRefused when the file cannot be written, is no database of ours, or was written by a newer program */
export const openDatabase = (file: string): Connections => {
  try {
    makeFolder(dirname(file));
    const writer = connect(file);
    migrate(writer, file);
    const reader = connect(file);
    reader.exec('PRAGMA query_only = ON');
    return { writer, reader };
  } catch (error) {
    throw error instanceof StoreRefused ? error : refusalOf(error, file);
  }
};

const connect = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -32768;
  `);
  return database;
};

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);

const migrate = (database: DatabaseSync, file: string): void => {
  database.exec('BEGIN IMMEDIATE');
  const version = versionOf(database);
  if (version > migrations.length) {
    database.exec('ROLLBACK');
    database.close();
    throw new StoreRefused(
      'newer',
      `The database ${file} was written by a newer version of this program (${version}, this program knows ${migrations.length}); start that version instead.`,
    );
  }
  bringUp(database);
  nameDistrict(database);
  database.exec('COMMIT');
};

/** What is chosen once for a database and stays. */
const nameDistrict = (database: DatabaseSync): void => {
  const put = database.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  for (const key of ['epoch', 'server']) put.run(key, randomBytes(8).toString('hex'));
  const isSealed = database.prepare("SELECT 1 FROM meta WHERE key = 'seal-key'").get();
  if (isSealed === undefined) put.run('seal-key', JSON.stringify(newSealKey()));
};

const refusalOf = (error: unknown, file: string): unknown => {
  if (!(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const detail = code === 'ERR_SQLITE_ERROR' ? error.message : code || error.message;
  if (/not a database|malformed/.test(error.message)) {
    return new StoreRefused('not-a-database', `The file ${file} is not a database (${detail}).`);
  }
  return new StoreRefused(
    'not-writable',
    `The data folder ${dirname(file)} cannot be written (${detail}); give this user the right to write there or set DATA_DIR to another folder.`,
  );
};
