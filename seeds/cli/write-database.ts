// Writes a seed into a data folder: a database of its own in a hidden folder first, then moved to its place when it is
// whole, so that an interrupted run leaves nothing that looks like data.

import { accessSync, constants, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  importDistrict,
  type ImportProgress,
  type ImportReport,
} from '#server/services/import-district.ts';
import { makeFolder } from '#server/storage/sqlite/make-folder.ts';
import { databaseName, openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import type { SeedData } from '../generate/scales.ts';
import { SeedRefused } from './options.ts';

const isDatabase = (name: string): boolean => /\.(sqlite3?|db)(-wal|-shm)?$/.test(name);

const refuseUnwritable = (folder: string, error: unknown): never => {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  throw new SeedRefused(
    `The folder ${folder} cannot be written (${code}); choose another one or give this user the right to write there.`,
  );
};

/** Makes the folder when it is missing. @throws SeedRefused */
const prepare = (folder: string, workshop: string): void => {
  let names: string[] = [];
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK);
    names = readdirSync(folder);
  } catch (error) {
    refuseUnwritable(folder, error);
  }
  if (names.some(isDatabase)) {
    throw new SeedRefused(
      `The folder ${folder} holds data already; seeds go into an empty folder only.`,
    );
  }
  try {
    mkdirSync(workshop);
  } catch (error) {
    refuseUnwritable(folder, error);
  }
};

const fill = async (
  workshop: string,
  data: SeedData,
  onProgress: ImportProgress,
): Promise<ImportReport> => {
  const storage = openSqliteStorage(join(workshop, databaseName));
  try {
    return await importDistrict(storage, data, onProgress);
  } finally {
    await storage.close();
  }
};

/** @throws SeedRefused when the folder cannot be written or holds data */
export const writeDatabase = async (
  data: SeedData,
  folder: string,
  onProgress: ImportProgress,
): Promise<ImportReport> => {
  const workshop = join(folder, `.seeding-${process.pid}`);
  prepare(folder, workshop);
  const clear = () => rmSync(workshop, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    const report = await fill(workshop, data, onProgress);
    if (report.refused > 0) throw new Error(`${report.refused} events of the seed were refused`);
    for (const name of readdirSync(workshop)) renameSync(join(workshop, name), join(folder, name));
    return report;
  } finally {
    clear();
    process.off('exit', clear);
  }
};
