// Fills the ledger as many years would, by the database itself: entries of phones that are long gone, spread over all grids.

import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import type { BenchStore } from './stores.ts';

const columns = `grid, device, n, fork, id, json, hash, verdict, reason, place, seq, received_at`;
const hash = 'a'.repeat(64);
/** About as long as a visit of one person. */
const json = `{"body":"${'x'.repeat(400)}"}`;

const entriesOf = (numbers: string, grids: number): string => `
  INSERT INTO ledger (${columns})
  SELECT g.grid, 'z' || (k / 1000000), k, '', 'z.' || k, '${json}', '${hash}', 'accepted', '', '', k, 1790000000000
  FROM ${numbers} JOIN (SELECT grid, row_number() OVER (ORDER BY grid) - 1 AS at FROM grids) AS g
  ON g.at = k % ${grids}`;

/** @param events entries to add @param grids in the store */
export const fillLedger = async (
  { kind, place }: BenchStore,
  { events, grids }: { events: number; grids: number },
): Promise<void> => {
  if (kind === 'sqlite') {
    const database = new DatabaseSync(place);
    const numbers = `(WITH RECURSIVE r(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM r WHERE k < ${events}) SELECT k FROM r)`;
    database.exec(entriesOf(numbers, grids));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    return;
  }
  const client = postgres(place, { max: 1, onnotice: () => undefined });
  await client.unsafe(entriesOf(`generate_series(1, ${events}) AS r(k)`, grids));
  await client.unsafe('VACUUM ANALYZE');
  await client.end();
};
