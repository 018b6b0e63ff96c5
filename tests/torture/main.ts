// npm run torture: the full numbers. --rounds N (200 on SQLite, a quarter of it on PostgreSQL), --seed S,
// --only sqlite|postgres|proxy. Prints the seed; the same seed gives the same events, faults and moments of killing,
// though not the same race.

import process from 'node:process';
import { parseArgs } from 'node:util';
import { torturePostgres, tortureSqlite } from './rounds.ts';
import { tearDatabase, tearPhones } from './torn.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const { seed, only } = values;
const rounds = Number(values.rounds);
const report = (line: string): void => console.log(line);

const parts: Record<string, () => Promise<unknown>> = {
  sqlite: () => tortureSqlite({ rounds, seed, report }),
  postgres: () => torturePostgres({ rounds: Math.ceil(rounds / 4), seed, report }),
  proxy: async () => {
    await tearPhones({ events: rounds * 10, seed, report });
    // Most of a connection's bytes go into making it: a push gets through on every third.
    await tearDatabase({ events: rounds * 2, seed, report });
  },
};

if (!(rounds > 0) || (only !== undefined && !(only in parts))) {
  console.error('Usage: npm run torture -- [--rounds N] [--seed S] [--only sqlite|postgres|proxy]');
  process.exit(1);
}
console.log(`Seed ${seed}`);
const started = Date.now();
try {
  for (const [name, run] of Object.entries(parts)) {
    if (only === undefined || only === name) await run();
  }
  console.log(`Nothing was lost, in ${Math.round((Date.now() - started) / 1000)} s`);
} catch (error) {
  console.error(error);
  console.error(`LOST with --seed ${seed}`);
  process.exitCode = 1;
}
