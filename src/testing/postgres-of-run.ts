// One PostgreSQL for all files of a test run, started by the first that asks for a database: vitest's global set-up names
// a folder, where whoever comes first leaves the port; the end of the run ends the server.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createDatabase, startPostgres } from './postgres-server.ts';

const variable = 'GRIDSWEEP_TEST_RUN';
type Note = { port: number; pid: number; home: string } | { error: string };

const noteIn = (folder: string): string => path.join(folder, 'postgres.json');

export const setup = (): void => {
  process.env[variable] = mkdtempSync(path.join(os.tmpdir(), 'gridsweep-run-'));
};

export const teardown = async (): Promise<void> => {
  const folder = process.env[variable];
  if (folder === undefined) return;
  const note = readNote(folder);
  if (note && 'pid' in note) {
    await endProcess(note.pid);
    rmSync(note.home, { recursive: true, force: true });
  }
  rmSync(folder, { recursive: true, force: true });
};

/** Waits until it has gone, but not for ever: where nobody collects orphans, an ended process still has its number. */
const endProcess = async (pid: number): Promise<void> => {
  try {
    process.kill(pid, 'SIGINT');
    for (let tries = 0; tries < 60; tries += 1) {
      await wait(50);
      process.kill(pid, 0);
    }
  } catch {
    // It has gone.
  }
};

/** A new, empty database on the run's PostgreSQL; its address. */
export const openTestDatabase = async (): Promise<string> => {
  const folder = process.env[variable];
  if (folder === undefined) throw new Error('This test needs the global set-up of its project.');
  const note = await firstStarts(folder);
  if ('error' in note) throw new Error(note.error);
  return createDatabase(note.port);
};

const readNote = (folder: string): Note | undefined =>
  existsSync(noteIn(folder))
    ? (JSON.parse(readFileSync(noteIn(folder), 'utf8')) as Note)
    : undefined;

const firstStarts = async (folder: string): Promise<Note> => {
  if (isFirst(path.join(folder, 'starting'))) writeNote(folder, await startNote());
  for (;;) {
    const note = readNote(folder);
    if (note !== undefined) return note;
    await wait(30);
  }
};

const isFirst = (mark: string): boolean => {
  try {
    mkdirSync(mark);
    return true;
  } catch {
    return false;
  }
};

const startNote = async (): Promise<Note> => {
  try {
    const { port, pid, folder } = await startPostgres({ isDetached: true });
    return { port, pid: pid() ?? 0, home: folder };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
};

const writeNote = (folder: string, note: Note): void => {
  writeFileSync(`${noteIn(folder)}.new`, JSON.stringify(note));
  renameSync(`${noteIn(folder)}.new`, noteIn(folder));
};
