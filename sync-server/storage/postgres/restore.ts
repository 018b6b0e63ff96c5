// Putting a copy back. BACKUP-2: a file that is not whole, or not ours, is not put back, and nothing is done. BACKUP-3: only
// into a database that holds nothing. BACKUP-4: the database then has another epoch, so that phones compare their logs
// with it and send again what it lacks; the district's name and seal key are those of the copy,
// and each grid notes its head (STORE-15).

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { StoreRefused } from '../port.ts';
import { lookThroughBackup, readBackupRows } from './backup-file.ts';
import { createConnection, type Query } from './connection.ts';
import { stepsTaken, takeSteps, whileLocked } from './migrate.ts';
import { dataTables, migrations } from './migrations.ts';
import { refusalOf } from './postgres-storage.ts';

const rowsAtOnce = 500;

/** BACKUP-2, BACKUP-3, BACKUP-4, in one transaction. Gives back the new epoch. @throws StoreRefused */
export const putPostgresBackup = async (from: string, url: string): Promise<string> => {
  if (!existsSync(from)) {
    throw new StoreRefused('bad-backup', `There is no file ${from}; name the backup with --from.`);
  }
  const { steps } = await lookThroughBackup(from);
  if (steps > migrations.length) {
    throw new StoreRefused(
      'newer',
      `${from} was written by a newer version of this program; use that one.`,
    );
  }
  const connection = createConnection(url, { patienceMs: 0 });
  const { query } = connection;
  try {
    return await whileLocked(connection, async () => {
      await makeRoom(query, steps);
      await fill(query, from);
      await takeSteps(query, steps, migrations.length);
      await query('UPDATE grids SET restored_head = least(restored_head, head)');
      const epoch = randomBytes(8).toString('hex');
      await query("UPDATE meta SET value = $1 WHERE key = 'epoch'", [epoch]);
      return epoch;
    });
  } catch (error) {
    throw refusalOf(error);
  } finally {
    await connection.end();
  }
};

/** Leaves tables without rows, as they were when the copy was taken. */
const makeRoom = async (query: Query, steps: number): Promise<void> => {
  const present = await stepsTaken(query);
  if (present > 0) await requireEmpty(query);
  if (present === steps) {
    await query('DELETE FROM meta');
    return;
  }
  if (present > 0) await query(`DROP TABLE migrations, ${dataTables.join(', ')}`);
  await takeSteps(query, 0, steps);
};

/** What a server's first start leaves behind, its name and its epoch, counts as nothing. */
const requireEmpty = async (query: Query): Promise<void> => {
  for (const table of dataTables.filter((name) => name !== 'meta')) {
    if ((await query(`SELECT 1 FROM ${table} LIMIT 1`)).length === 0) continue;
    throw new StoreRefused(
      'not-empty',
      'The database is not empty; make a new one and name it in DATABASE_URL.',
    );
  }
};

const fill = async (query: Query, file: string): Promise<void> => {
  let [table, rows]: [string, string[]] = ['', []];
  const flush = async (): Promise<void> => {
    if (rows.length === 0) return;
    const insert = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::text::json)`;
    await query(insert, [`[${rows.join(',')}]`]);
    rows = [];
  };
  for await (const row of readBackupRows(file)) {
    if (!isTable(row.table)) throw new StoreRefused('bad-backup', `${file} names unknown tables.`);
    if (row.table !== table || rows.length >= rowsAtOnce) await flush();
    table = row.table;
    rows.push(row.json);
  }
  await flush();
};

const isTable = (name: string): boolean => (dataTables as readonly string[]).includes(name);
