// Connections that are lent to one job at a time. A lost one is not given back; the next job gets a fresh one.

import type { Connection } from './connection.ts';

export type Pool = {
  /** Waits for a free connection. Rejects with the job's error. */
  use<Result>(job: (connection: Connection) => Promise<Result>): Promise<Result>;
  /** Takes no more jobs, resolves when those that were taken are done and everything is closed. */
  finish(): Promise<void>;
};

export const createPool = (open: () => Connection, most: number): Pool => {
  const idle: Connection[] = [];
  const waiting: (() => void)[] = [];
  const lent = new Set<Promise<unknown>>();
  let busy = 0;
  let isFinished = false;

  const take = async (): Promise<Connection> => {
    if (busy >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
    for (let kept = idle.pop(); kept !== undefined; kept = idle.pop()) {
      if (!kept.isLost()) return kept;
    }
    return open();
  };

  const giveBack = (connection: Connection): void => {
    if (connection.isLost()) void connection.end();
    else idle.push(connection);
    const next = waiting.shift();
    if (next) next();
    else busy -= 1;
  };

  const run = async <Result>(job: (connection: Connection) => Promise<Result>): Promise<Result> => {
    const connection = await take();
    try {
      return await job(connection);
    } finally {
      giveBack(connection);
    }
  };

  return {
    use: (job) => {
      if (isFinished) return Promise.reject(new Error('the store is closed'));
      const result = run(job);
      const forget = (): void => void lent.delete(done);
      const done: Promise<void> = result.then(forget, forget);
      lent.add(done);
      return result;
    },
    finish: async () => {
      isFinished = true;
      while (lent.size > 0) await Promise.all(lent);
      await Promise.all(idle.splice(0).map((connection) => connection.end()));
    },
  };
};
