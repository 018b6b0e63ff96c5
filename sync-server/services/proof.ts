import { mayRead } from '#core/access/grants.ts';
import type { GridId } from '#core/ids.ts';
import {
  addTerm,
  bucketCount,
  bucketOf,
  digestText,
  emptyDigest,
  termOf,
} from '#core/merge/digest.ts';
import type { CollectionName, DigestResponse } from '#schema/protocol.ts';
import type { DigestTexts, DocumentRow, GridRow, WholeGrid } from '../storage/port.ts';
import type { Context } from './context.ts';
import { sha256 } from './hashing.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';

/** A grid's row for somebody who may read it. @throws Refused `no-grant`, also for a grid that does not exist */
export const requireReadable = async (
  { storage }: Context,
  { grants }: Session,
  grid: GridId,
): Promise<GridRow> => {
  const [row] = await storage.readGrids([grid]);
  if (row === undefined || !mayRead(grants, row)) throw new Refused('no-grant', 'grid');
  return row;
};

/** Head, digests and counts of a grid; with `buckets` also the 64 digests of that collection's buckets. */
export const proof = async (
  context: Context,
  session: Session,
  { grid, buckets }: { grid: GridId; buckets?: CollectionName | undefined },
): Promise<DigestResponse> => {
  await requireReadable(context, session, grid);
  const found = await context.storage.readProof(grid, buckets);
  if (found === undefined) throw new Refused('no-grant', 'grid');
  const { head, digests, counts, revs } = found;
  const proven = { head, epoch: context.epoch, digest: digests, counts };
  return buckets === undefined ? proven : { ...proven, buckets: bucketDigests(revs) };
};

const bucketDigests = (revs: readonly { id: string; rev: string }[]): string[] => {
  const sums = Array.from({ length: bucketCount }, () => emptyDigest);
  for (const { id, rev } of revs) {
    const bucket = bucketOf(sha256, id);
    sums[bucket] = addTerm(sums[bucket] ?? emptyDigest, termOf(sha256, id, rev));
  }
  return sums.map(digestText);
};

/** Tries to read ids and documents at one head before everything is read at once. */
const maxTries = 3;

export type BucketDocuments = {
  head: number;
  digests: DigestTexts;
  documents: readonly DocumentRow[];
};

/** All documents of some buckets, at one head. @throws Refused `no-grant` */
export const readBuckets = async (
  context: Context,
  session: Session,
  asked: { grid: GridId; collection: CollectionName; buckets: readonly number[] },
): Promise<BucketDocuments> => {
  const { grid, collection } = asked;
  const { storage } = context;
  await requireReadable(context, session, grid);
  const wanted = new Set(asked.buckets);
  const isWanted = ({ id }: { id: string }): boolean => wanted.has(bucketOf(sha256, id));
  for (let tried = 0; tried < maxTries; tried += 1) {
    const proven = await storage.readProof(grid, collection);
    const ids = proven?.revs.filter(isWanted).map(({ id }) => id) ?? [];
    const found = await storage.readDocumentsOf(grid, collection, ids);
    if (found !== undefined && found.head === proven?.head) return found;
  }
  const whole = await storage.readWholeGrid(grid);
  if (whole === undefined) throw new Refused('no-grant', 'grid');
  const { head, digests, documents } = whole;
  return { head, digests, documents: documents[collection].filter(isWanted) };
};

export type SnapshotText = { head: number; text: string };

/** Everything of a grid at one number, as the JSON that is sent. Who may have it is the caller's business. */
export const snapshotText = async (
  { storage, epoch }: Context,
  grid: GridId,
): Promise<SnapshotText> => {
  const whole = await storage.readWholeGrid(grid);
  if (whole === undefined) throw new Refused('no-grant', 'grid');
  return { head: whole.head, text: encodeSnapshot(whole, { grid, epoch }) };
};

const encodeSnapshot = (
  { head, digests, documents }: WholeGrid,
  { grid, epoch }: { grid: GridId; epoch: string },
): string => {
  const list = (name: CollectionName): string =>
    `"${name}":[${documents[name].map(({ json }) => json).join(',')}]`;
  const facts = JSON.stringify({ grid, epoch, head, digest: digests }).slice(0, -1);
  return `${facts},${list('grids')},${list('households')},${list('visits')}}`;
};
