// Answers that are shown offline with the time they were given: fetched when the network is there, kept for when it is not.

import type * as v from 'valibot';
import type { OutboxDatabase } from '#data/outbox/outbox-database-dexie.ts';
import { noteAnswer, readMoment } from '#data/outbox/forget-grid.ts';
import { readNote } from '#data/outbox/outbox-rows.ts';
import type { Transport } from '#sync/transport.ts';

/** `asOf`: when the server gave it, by the phone's clock, ms. */
export type Known<Value> = { value: Value; asOf: number; isLive: boolean };

/** Null when the server cannot be asked and never was. */
export const askOrRecall = async <Schema extends v.GenericSchema>(
  {
    database,
    transport,
    now,
  }: { database: OutboxDatabase; transport: Transport; now: () => number },
  path: string,
  schema: Schema,
): Promise<Known<v.InferOutput<Schema>> | null> => {
  const key = `known:${path}`;
  const moment = await readMoment(database);
  const answer = await transport.call({ path, schema });
  if (answer.kind === 'answered') {
    const known = { value: answer.value, asOf: now() };
    await noteAnswer(database, moment, { key, value: known });
    return { ...known, isLive: true };
  }
  const known = await readNote<{ value: v.InferOutput<Schema>; asOf: number }>(database, key);
  return known === undefined ? null : { ...known, isLive: false };
};
