// Copies of the whole database, taken while servers run. BACKUP-1: a copy is of one moment (one snapshot), and is looked
// through before it is called one. BACKUP-3: nothing is ever overwritten.

import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StoreRefused } from '../port.ts';
import { lookThroughBackup, writeBackupFile, type BackupLine } from './backup-file.ts';
import { createConnection, type Connection } from './connection.ts';
import { inTransaction } from './in-transaction.ts';
import { stepsTaken } from './migrate.ts';
import { dataTables, migrations } from './migrations.ts';
import { refusalOf } from './postgres-storage.ts';

const snapshot = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const rowsAtOnce = 500;

async function* rowsOf(connection: Connection): AsyncIterable<BackupLine> {
  for (const table of dataTables) {
    const text = `SELECT row_to_json(${table})::text AS json FROM ${table}`;
    for await (const rows of connection.stream(text, rowsAtOnce)) {
      for (const row of rows) yield { table, json: String(row['json']) };
    }
  }
}

const requireTables = (steps: number): void => {
  if (steps === migrations.length) return;
  const sentence =
    steps === 0
      ? 'The database holds nothing of this program; check DATABASE_URL.'
      : `The database has the tables of another version of this program (${steps}, this program knows ${migrations.length}); take the copy with that version, or start this one once.`;
  throw new StoreRefused(steps > migrations.length ? 'newer' : 'not-a-database', sentence);
};

/** BACKUP-1, BACKUP-3. Gives back the file's SHA-256. @throws StoreRefused */
export const takePostgresBackup = async (url: string, to: string): Promise<string> => {
  if (existsSync(to)) {
    throw new StoreRefused('not-writable', `${to} exists already; name another file.`);
  }
  const unfinished = `${to}.unfinished`;
  mkdirSync(path.dirname(to), { recursive: true });
  rmSync(unfinished, { force: true });
  const connection = createConnection(url);
  try {
    const checksum = await inTransaction(
      connection,
      async () => {
        // PostgreSQL counts all fetches of one table as one statement, and a large table takes longer than any other.
        await connection.query('SET LOCAL statement_timeout = 0');
        const steps = await stepsTaken(connection.query);
        requireTables(steps);
        return writeBackupFile(unfinished, steps, rowsOf(connection));
      },
      snapshot,
    );
    await lookThroughBackup(unfinished);
    // In the form of sha256sum, for whoever takes the file to another machine; the file knows damage by itself as well.
    writeFileSync(`${to}.sha256`, `${checksum}  ${path.basename(to)}\n`, { flush: true });
    renameSync(unfinished, to);
    return checksum;
  } catch (error) {
    throw refusalOf(error);
  } finally {
    await connection.end();
    rmSync(unfinished, { force: true });
  }
};
