// The floor of a push: the rows that the server has written for the same events (the ledger's entry, the visit, the
// household), put into empty tables of the same shape, as many events a transaction, as durable, by one connection that
// does nothing else.

import { DatabaseSync } from 'node:sqlite';
import postgres from 'postgres';
import type { BenchStore, BenchStores } from './stores.ts';

type Row = Record<string, string | number | null>;
/** What one event has written. */
type Written = { ledger: Row; visit: Row; household: Row };

const most = 20_000;
const ledgerSql = `SELECT * FROM ledger LIMIT ${most}`;
const documentsSql = (name: string): string =>
  `SELECT * FROM documents WHERE collection = '${name}' LIMIT ${most}`;

const zip = (ledger: Row[], visits: Row[], households: Row[]): Written[] =>
  ledger.slice(0, visits.length).flatMap((entry, at) => {
    const visit = visits[at];
    const household = households[at % households.length];
    return visit && household ? [{ ledger: entry, visit, household }] : [];
  });

const readWritten = async ({ kind, place }: BenchStore): Promise<Written[]> => {
  const [visits, households] = [documentsSql('visits'), documentsSql('households')] as const;
  if (kind === 'sqlite') {
    const database = new DatabaseSync(place, { readOnly: true });
    const all = (sql: string): Row[] => database.prepare(sql).all() as Row[];
    const written = zip(all(ledgerSql), all(visits), all(households));
    database.close();
    return written;
  }
  const client = postgres(place, { max: 1 });
  const all = async (sql: string): Promise<Row[]> => [...(await client.unsafe<Row[]>(sql))];
  const written = zip(await all(ledgerSql), await all(visits), await all(households));
  await client.end();
  return written;
};

const parts = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, k) =>
    items.slice(k * size, (k + 1) * size),
  );

const intoSqlite = (file: string, transactions: Written[][]): number => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const putLedger = database.prepare(
    'INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const putDocument = database.prepare(`
    INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (grid, collection, id) DO UPDATE SET seq = excluded.seq, json = excluded.json`);
  const startedAt = performance.now();
  for (const events of transactions) {
    database.exec('BEGIN IMMEDIATE');
    for (const { ledger, visit, household } of events) {
      putLedger.run(...Object.values(ledger));
      putDocument.run(...Object.values(visit));
      putDocument.run(...Object.values(household));
    }
    database.exec('COMMIT');
  }
  const ms = performance.now() - startedAt;
  database.close();
  return ms;
};

/** Households that occur twice in a statement would be refused, so each is put once a transaction. */
const intoPostgres = async (url: string, transactions: Written[][]): Promise<number> => {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  await client`SELECT 1`;
  const startedAt = performance.now();
  for (const events of transactions) {
    const doors = [...new Map(events.map(({ household }) => [household, household])).values()];
    await client.begin(async (transaction) => {
      await transaction`INSERT INTO ledger ${transaction(events.map(({ ledger }) => ledger))}`;
      await transaction`
        INSERT INTO documents ${transaction([...events.map(({ visit }) => visit), ...doors])}
        ON CONFLICT (grid, collection, id) DO UPDATE SET seq = excluded.seq, json = excluded.json`;
    });
  }
  const ms = performance.now() - startedAt;
  await client.end();
  return ms;
};

/** Events a second. @param from a store that the server has written so many events into */
export const rawRate = async (
  stores: BenchStores,
  from: BenchStore,
  { events, transactions }: { events: number; transactions: number },
): Promise<number> => {
  const written = (await readWritten(from)).slice(0, events * transactions);
  const into = await stores.create(from.kind);
  await (await into.open()).close();
  const cut = parts(written, events);
  const ms =
    from.kind === 'sqlite' ? intoSqlite(into.place, cut) : await intoPostgres(into.place, cut);
  return (written.length / ms) * 1000;
};
