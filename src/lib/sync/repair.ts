// Finding what differs in a copy, and fetching only that. A collection whose digest disagrees is compared by its 64 buckets;
// the bad ones are fetched, and swapped for what is stored. REPAIR-1: nothing is touched before the good buckets and the
// fetched ones together give the server's digest of the collection. REPAIR-2: a collection is swapped in one transaction:
// whoever is killed in the middle has the old rows or the new ones. REPAIR-3: where more than half is bad, or another
// epoch's, a fresh copy is made instead.

import * as v from 'valibot';
import type { GridId } from '#core/ids.ts';
import { addTerm, bucketCount, bucketOf, digestText, emptyDigest } from '#core/merge/digest.ts';
import type { RowWriter } from '#data/replica/row-writer-dexie.ts';
import type { ReplicaRow } from '#data/replica/rows-dexie.ts';
import { isSound, rowTerm } from '#data/replica/tally.ts';
import { sha256 } from '#data/sha256.ts';
import { type CollectionName, collections, DigestResponse, Digests } from '#schema/protocol.ts';
import { Count } from '#schema/records.ts';
import { Document, rowOf } from './pages.ts';
import type { Failure, Transport } from './transport.ts';

export type RepairEnd = { kind: 'repaired' } | { kind: 'hopeless' } | { kind: 'revoked' } | Failure;

/** NET-3: the digest proves the documents. */
const Buckets = v.object({
  head: Count,
  epoch: v.string(),
  digest: Digests,
  documents: v.array(Document),
});

type Source = { grid: GridId; epoch: string; transport: Transport; writer: RowWriter };

/** A busy grid moves on between question and answer. */
const mostRounds = 4;
const mostBad = bucketCount / 2;

export const repairCopy = async (source: Source): Promise<RepairEnd> => {
  for (const name of collections) {
    const end = await repairCollection(source, name);
    if (end.kind !== 'repaired') return endOf(end);
  }
  return { kind: 'repaired' };
};

/** A server that knows no buckets is no help either. */
const endOf = (end: RepairEnd): RepairEnd => {
  if (end.kind !== 'refused') return end;
  if (end.status === 403) return { kind: 'revoked' };
  return end.status === 404 || end.status === 400 ? { kind: 'hopeless' } : end;
};

const repairCollection = async (source: Source, name: CollectionName): Promise<RepairEnd> => {
  const { grid, epoch, transport, writer } = source;
  const buckets = sortIntoBuckets(await writer.raw(name));
  for (let round = 0; round < mostRounds; round += 1) {
    const path = `/digest/${encodeURIComponent(grid)}?buckets=${name}`;
    const asked = await transport.call({ path, schema: DigestResponse });
    if (asked.kind !== 'answered') return asked;
    const theirs = asked.value.buckets;
    if (asked.value.epoch !== epoch || theirs?.length !== bucketCount) return { kind: 'hopeless' };
    const bad = buckets.flatMap((bucket, at) => (digestOf(bucket) === theirs[at] ? [] : [at]));
    if (bad.length === 0) return { kind: 'repaired' };
    if (bad.length > mostBad) return { kind: 'hopeless' };
    const where = `/buckets/${encodeURIComponent(grid)}/${name}?of=${bad.join(',')}`;
    const answer = await transport.call({ path: where, schema: Buckets });
    if (answer.kind !== 'answered') return answer;
    if (answer.value.epoch !== epoch) return { kind: 'hopeless' };
    const rows = answer.value.documents.map((document) => rowOf(name, document));
    const good = buckets.filter((_, at) => !bad.includes(at));
    if (!isWhole(good, rows, answer.value.digest[name])) continue;
    const gone = bad.flatMap((at) => buckets[at]?.ids ?? []);
    await writer.swap(name, { gone, rows });
    return { kind: 'repaired' };
  }
  return { kind: 'hopeless' };
};

/** `sum`: null when a row in it is not sound, whatever the others say. */
type Bucket = { ids: string[]; sum: bigint | null };

const sortIntoBuckets = (rows: readonly ReplicaRow[]): Bucket[] => {
  const buckets = Array.from({ length: bucketCount }, (): Bucket => ({
    ids: [],
    sum: emptyDigest,
  }));
  for (const row of rows) {
    const bucket = buckets[bucketOf(sha256, String(row.id))];
    if (bucket === undefined) continue;
    bucket.ids.push(row.id);
    const isFine = isSound(row) && (row as { _deleted?: string })._deleted === '0';
    bucket.sum = bucket.sum === null || !isFine ? null : addTerm(bucket.sum, rowTerm(row));
  }
  return buckets;
};

const digestOf = ({ sum }: Bucket): string => (sum === null ? '' : digestText(sum));

/** REPAIR-1. */
const isWhole = (good: Bucket[], rows: ReplicaRow[], digest: string): boolean => {
  const kept = good.reduce((sum, bucket) => addTerm(sum, bucket.sum ?? emptyDigest), emptyDigest);
  return digestText(rows.reduce((sum, row) => addTerm(sum, rowTerm(row)), kept)) === digest;
};
