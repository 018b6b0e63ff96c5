// One writer, many who write: jobs run one after another inside a shared transaction, each behind a savepoint of its own,
// and are answered together once the COMMIT is on the disk (STORE-1, STORE-3). Whatever arrives while jobs run joins
// them, so the cost of making things durable is shared by all who came within a few milliseconds.

import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A shared transaction takes no more jobs after this long, ms, or after this many. */
const windowMs = 10;
const maxJobs = 256;

type Job = { run: () => Promise<unknown>; settle: (outcome: Outcome) => void };
type Outcome = { kind: 'done'; value: unknown } | { kind: 'failed'; error: unknown };

export type WriteQueue = {
  /** Resolves with the work's result after COMMIT; rejects with its error, changing nothing. */
  write<Result>(work: () => Promise<Result> | Result): Promise<Result>;
  /** Takes no more work, resolves when what was taken is done. */
  finish(): Promise<void>;
};

export const createWriteQueue = (database: DatabaseSync): WriteQueue => {
  const waiting: Job[] = [];
  let running: Promise<void> | null = null;
  let isFinished = false;

  const write = <Result>(work: () => Promise<Result> | Result): Promise<Result> => {
    if (isFinished) return Promise.reject(new Error('the store is closed'));
    return new Promise<Result>((resolve, reject) => {
      const settle = (outcome: Outcome): void =>
        outcome.kind === 'done' ? resolve(outcome.value as Result) : reject(outcome.error);
      waiting.push({ run: async () => work(), settle });
      running ??= drain();
    });
  };

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) await shareTransaction(database, waiting);
    running = null;
  };

  const finish = async (): Promise<void> => {
    isFinished = true;
    await running;
  };

  return { write, finish };
};

const shareTransaction = async (database: DatabaseSync, waiting: Job[]): Promise<void> => {
  await nextTurn();
  const answers: (() => void)[] = [];
  const taken: Job[] = [];
  try {
    database.exec('BEGIN IMMEDIATE');
    const until = performance.now() + windowMs;
    const isOpen = (): boolean => taken.length < maxJobs && performance.now() < until;
    do {
      // Nothing else runs between two jobs, so that a crowd of them would hold everybody else up.
      for (
        let job = waiting.shift();
        job !== undefined;
        job = isOpen() ? waiting.shift() : undefined
      ) {
        taken.push(job);
        const { settle } = job;
        const outcome = await runBehindSavepoint(database, job);
        answers.push(() => settle(outcome));
      }
      await nextTurn();
    } while (waiting.length > 0 && isOpen());
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    const concerned = taken.length > 0 ? taken : waiting.splice(0);
    for (const job of concerned) job.settle({ kind: 'failed', error });
    return;
  }
  for (const answer of answers) answer();
};

const runBehindSavepoint = async (database: DatabaseSync, job: Job): Promise<Outcome> => {
  database.exec('SAVEPOINT job');
  try {
    const value = await job.run();
    database.exec('RELEASE job');
    return { kind: 'done', value };
  } catch (error) {
    // A full disk or a failed read ends the whole transaction inside SQLite: then nobody's work may be answered.
    if (!database.isTransaction) throw error;
    database.exec('ROLLBACK TO job; RELEASE job');
    return { kind: 'failed', error };
  }
};
