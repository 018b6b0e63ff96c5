// One connection to PostgreSQL that is used by one job at a time and thrown away when it is lost. The client would join a
// lost connection again behind our back; a transaction must never go on that way, so each connection is a client of its
// own and answers nothing after the first loss.

import postgres from 'postgres';
import { StoreUnavailable } from '../port.ts';
import { bindValue, type Row, type Value } from './values.ts';

export type Query = (text: string, values?: readonly Value[]) => Promise<Row[]>;
export type Connection = {
  query: Query;
  /** Rows of a long answer, some at a time. */
  stream(text: string, rows: number): AsyncIterable<Row[]>;
  /** Rejects when the server has rolled back instead. */
  commit(): Promise<void>;
  isLost(): boolean;
  /** Resolves when it is lost or ended. */
  lost: Promise<void>;
  end(): Promise<void>;
};

/** What a job may take before the server ends it, ms, so that a stuck process holds no grid for ever. */
const limits = {
  synchronous_commit: 'on',
  idle_in_transaction_session_timeout: 30_000,
  lock_timeout: 20_000,
  statement_timeout: 60_000,
};

/** A little longer than the server allows itself: after that the line is dead, ms. */
const patienceMs = 90_000;

export type ConnectionOptions = {
  /** Told what this connection listens to. */
  onNotify?: (channel: string, payload: string) => void;
  /** How long a statement may go without an answer before the connection is given up; 0: for ever. */
  patienceMs?: number;
};

/** Its message holds no value of any row. */
class StoreFailure extends Error {
  readonly code: string;

  constructor({ code, constraint_name, routine }: postgres.PostgresError) {
    super(`PostgreSQL refused: ${[code, constraint_name, routine].filter(Boolean).join(' ')}`);
    this.code = code;
  }
}

/** Starting, ending, full, or ended from the server's side: the connection is worth nothing any more. */
const isOfConnection = (code: string): boolean => /^(08|57P|53300|25P0[34])/.test(code);
/** Waited too long for somebody else, or for the disk. */
const isOfMoment = (code: string): boolean => /^(40|55P03|57014|53)/.test(code);

const failureOf = (error: unknown): { failure: Error; isLost: boolean } => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  const unavailable = new StoreUnavailable(`PostgreSQL is not available (${code})`);
  if (!(error instanceof postgres.PostgresError)) return { failure: unavailable, isLost: true };
  if (isOfConnection(code)) return { failure: unavailable, isLost: true };
  return { failure: isOfMoment(code) ? unavailable : new StoreFailure(error), isLost: false };
};

/** Opens nothing yet: the first query connects. */
export const createConnection = (url: string, given: ConnectionOptions = {}): Connection => {
  let isLost = false;
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  const markLost = (): void => {
    isLost = true;
    lose();
  };
  const options = {
    ...{ max: 1, idle_timeout: 0, max_lifetime: null, connect_timeout: 5, keep_alive: 20 },
    ...{ fetch_types: false, connection: { application_name: 'gridsweep', ...limits } },
    onnotice: () => undefined,
    onclose: markLost,
    ...(given.onNotify && { onnotify: given.onNotify }),
  };
  const client = postgres(url, options);

  const guard = async <Result>(ask: () => PromiseLike<Result>): Promise<Result> => {
    if (isLost) throw new StoreUnavailable('the connection to PostgreSQL was lost');
    try {
      return await within(given.patienceMs ?? patienceMs, ask());
    } catch (error) {
      const found = failureOf(error);
      if (found.isLost) markLost();
      throw found.failure;
    }
  };

  const query: Query = (text, values = []) =>
    guard(() => client.unsafe<Row[]>(text, values.map(bindValue), { prepare: true }));

  async function* stream(text: string, rows: number): AsyncIterable<Row[]> {
    // A statement without parameters would come all at once; as a fragment it is asked for in parts.
    const cursor = client<Row[]>`${client.unsafe(text)}`.cursor(rows)[Symbol.asyncIterator]();
    for (;;) {
      const next = await guard(() => cursor.next());
      if (next.done) return;
      yield next.value;
    }
  }

  const commit = async (): Promise<void> => {
    const { command } = await guard(() => client.unsafe('COMMIT'));
    if (command !== 'COMMIT') throw new Error('PostgreSQL rolled back instead of committing');
  };

  return {
    query,
    stream,
    commit,
    isLost: () => isLost,
    lost,
    end: async () => {
      markLost();
      await client.end({ timeout: 1 }).catch(() => undefined);
    },
  };
};

const within = async <Result>(ms: number, asked: PromiseLike<Result>): Promise<Result> => {
  if (ms === 0) return asked;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new StoreUnavailable()), ms);
  return Promise.race([asked, late.promise]).finally(() => clearTimeout(timer));
};
