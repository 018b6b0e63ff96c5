// Copies of the whole database, taken while the server runs, and put back. BACKUP-1: a copy is of one moment, and is looked
// through before it is called one. BACKUP-2: a copy that does not fit its checksum, or is no database of ours, is not put
// back. BACKUP-3: nothing is ever overwritten. BACKUP-4: a database that was put back has another epoch, so that phones
// compare their logs with it and send again what it lacks (docs/protocol.md), and each grid notes its head (STORE-15).

import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { pipeline } from 'node:stream/promises';
import { makeFolder } from './make-folder.ts';
import { bringUp, migrations } from './migrations.ts';

/** Why a copy cannot be taken or put back: a sentence for the operator that says what to do. */
export class BackupRefused extends Error {}

const checksumOf = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

const checksumFile = (file: string): string => `${file}.sha256`;

/** @throws BackupRefused when the file is not a whole database that this program can read */
const lookThrough = (file: string): void => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true });
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    const check = database.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
    const epoch = database.prepare("SELECT value FROM meta WHERE key = 'epoch'").get();
    if (check !== 'ok' || epoch === undefined) throw new Error('incomplete');
    if (version > migrations.length) {
      throw new BackupRefused(
        `${file} was written by a newer version of this program; use that one.`,
      );
    }
  } catch (error) {
    if (error instanceof BackupRefused) throw error;
    throw new BackupRefused(
      `${file} is cut short, damaged or no backup of this program; take another one.`,
    );
  } finally {
    database?.close();
  }
};

/** BACKUP-1. Writes `to` and, beside it, its SHA-256 in the form of sha256sum. Gives back the checksum. */
export const takeBackup = async (file: string, to: string): Promise<string> => {
  if (!existsSync(file))
    throw new BackupRefused(`There is no database at ${file}; set DATA_DIR to where it lies.`);
  if (existsSync(to)) throw new BackupRefused(`${to} exists already; name another file.`);
  const unfinished = `${to}.unfinished`;
  const source = new DatabaseSync(file, { readOnly: true });
  try {
    makeFolder(path.dirname(to));
    // Without a moment that is held, SQLite begins again with every write of the server, and under load never ends.
    source.exec('BEGIN');
    source.prepare('PRAGMA user_version').get();
    await backup(source, unfinished);
    const copy = new DatabaseSync(unfinished);
    copy.exec('PRAGMA journal_mode = DELETE');
    copy.close();
    lookThrough(unfinished);
    const checksum = await checksumOf(unfinished);
    writeFileSync(checksumFile(to), `${checksum}  ${path.basename(to)}\n`, { flush: true });
    renameSync(unfinished, to);
    return checksum;
  } finally {
    source.close();
    rmSync(unfinished, { force: true });
  }
};

/** BACKUP-2, BACKUP-3, BACKUP-4. The server must not run on that folder. Gives back the new epoch. */
export const putBack = async (from: string, file: string): Promise<string> => {
  if (!existsSync(from))
    throw new BackupRefused(`There is no file ${from}; name the backup with --from.`);
  if (existsSync(file)) {
    throw new BackupRefused(
      `${file} exists already; stop the server and move its folder away first.`,
    );
  }
  const written = existsSync(checksumFile(from)) ? readFileSync(checksumFile(from), 'utf8') : '';
  if (written !== '' && !written.startsWith(await checksumOf(from))) {
    throw new BackupRefused(
      `${from} does not fit its checksum file; it is damaged: take another backup.`,
    );
  }
  lookThrough(from);
  const unfinished = `${file}.unfinished`;
  const epoch = randomBytes(8).toString('hex');
  try {
    makeFolder(path.dirname(file));
    copyFileSync(from, unfinished);
    const database = new DatabaseSync(unfinished);
    database.exec('PRAGMA synchronous = FULL; BEGIN');
    bringUp(database);
    database.exec('UPDATE grids SET restored_head = min(coalesce(restored_head, head), head)');
    database.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'").run(epoch);
    database.exec('COMMIT');
    database.close();
    renameSync(unfinished, file);
    return epoch;
  } finally {
    rmSync(unfinished, { force: true });
  }
};
