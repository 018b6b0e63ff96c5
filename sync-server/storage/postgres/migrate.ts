// Bringing a database up to this program's tables. Several processes may start at once: one at a time goes through here.

import { randomBytes } from 'node:crypto';
import { StoreRefused } from '../port.ts';
import { newSealKey } from '../seal-key.ts';
import type { Connection, Query } from './connection.ts';
import { inTransaction } from './in-transaction.ts';
import { migrations } from './migrations.ts';

/** Any number that no other program takes for its own lock of this database. */
const migrationLock = 4_715_230_903;

/** Runs the work while no other process migrates, in one transaction. */
export const whileLocked = <Result>(
  connection: Connection,
  work: () => Promise<Result>,
): Promise<Result> =>
  inTransaction(connection, async () => {
    // Waiting for a long migration of another process is no fault.
    await connection.query('SET LOCAL lock_timeout = 0');
    await connection.query('SET LOCAL statement_timeout = 0');
    await connection.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
    return work();
  });

/** How many steps this database has taken; 0 for one without our tables. */
export const stepsTaken = async (query: Query): Promise<number> => {
  const [found] = await query("SELECT to_regclass('migrations') IS NOT NULL AS exists");
  if (!found?.['exists']) return 0;
  const [row] = await query('SELECT coalesce(max(step), 0) AS step FROM migrations');
  return Number(row?.['step']);
};

/** Takes steps `from`+1 … `to`. */
export const takeSteps = async (query: Query, from: number, to: number): Promise<void> => {
  if (from === 0) {
    await query('CREATE TABLE IF NOT EXISTS migrations (step integer PRIMARY KEY)');
  }
  for (let step = from; step < to; step += 1) {
    await query(migrations[step] ?? '');
    await query('INSERT INTO migrations (step) VALUES ($1)', [step + 1]);
  }
};

/** @throws StoreRefused when a newer program has been here */
export const migrate = (connection: Connection): Promise<void> =>
  whileLocked(connection, async () => {
    const steps = await stepsTaken(connection.query);
    if (steps > migrations.length) {
      throw new StoreRefused(
        'newer',
        `The database was written by a newer version of this program (${steps}, this program knows ${migrations.length}); start that version instead.`,
      );
    }
    await takeSteps(connection.query, steps, migrations.length);
    await giveIdentity(connection.query);
  });

const giveIdentity = async (query: Query): Promise<void> => {
  const [found] = await query("SELECT 1 FROM meta WHERE key = 'epoch'");
  if (found !== undefined) return;
  const identity = {
    server: randomBytes(8).toString('hex'),
    epoch: randomBytes(8).toString('hex'),
    'seal-key': JSON.stringify(newSealKey()),
  };
  await query('INSERT INTO meta (key, value) SELECT * FROM unnest($1::text[], $2::text[])', [
    Object.keys(identity),
    Object.values(identity),
  ]);
};
