// Giving documents out, by number. PULL-1: pages hold exactly `limit` documents per collection until the last. PULL-2: a
// page's checkpoint is the number of its last document per grid, on the last page the grid's head. PULL-3: a checkpoint
// of another epoch, or beyond the head, counts as none: everything is sent again.

import { mayRead } from '#core/access/grants.ts';
import type { GridId } from '#core/ids.ts';
import {
  collections,
  type Checkpoint,
  type CollectionName,
  type PullRequest,
  type PullResponse,
} from '#schema/protocol.ts';
import type { Changes, ChangesAsk, GridRow } from '../storage/port.ts';
import type { Context } from './context.ts';
import { readableGrids, type Session } from './sessions.ts';

/** Documents as their stored JSON. */
export type PulledPage = {
  rows: readonly { json: string }[];
  checkpoint: Checkpoint;
  isLast: boolean;
};
/** The response with documents as stored rows; whoever encodes it puts their JSON in as it is. */
export type Pulled = Omit<PullResponse, CollectionName> & {
  pages: Partial<Record<CollectionName, PulledPage>>;
  /** Grids that were read. */
  rows: GridRow[];
};

/** Grids that are asked for but may not be read, or do not exist, are named in `revoked`. */
export const pull = async (
  { storage, epoch }: Context,
  { grants }: Session,
  { checkpoints, limit }: PullRequest,
): Promise<Pulled> => {
  const named = collections.flatMap((name) => Object.keys(checkpoints[name]?.grids ?? {}));
  const asked = [...new Set(named)].sort();
  const rows = (await storage.readGrids(asked)).filter((row) => mayRead(grants, row));
  const readable = new Set(rows.map(({ grid }) => grid));
  const asks = rows.map((row) => askOf(row, checkpoints, epoch));
  const changes = await storage.readChanges(asks, limit);
  const pages: Pulled['pages'] = {};
  for (const name of collections) {
    if (checkpoints[name]) pages[name] = pageOf(name, { asks, changes, epoch });
  }
  const heads = Object.fromEntries(
    changes.grids.map(({ grid, head, digests }) => [grid, { head, digest: digests }]),
  );
  const revoked = asked.filter((grid) => !readable.has(grid));
  return { pages, heads, revoked, epoch, grants, rows };
};

/** PULL-3. */
const askOf = (
  { grid, head }: GridRow,
  checkpoints: PullRequest['checkpoints'],
  epoch: string,
): ChangesAsk => {
  const after: ChangesAsk['after'] = {};
  for (const name of collections) {
    const reached = checkpoints[name]?.grids[grid];
    if (reached === undefined) continue;
    const isOurs = checkpoints[name]?.epoch === epoch && reached <= head;
    after[name] = isOurs ? reached : 0;
  }
  return { grid, after };
};

/** PULL-2. */
const pageOf = (
  name: CollectionName,
  { asks, changes, epoch }: { asks: readonly ChangesAsk[]; changes: Changes; epoch: string },
): PulledPage => {
  const isLast = changes.isLast[name];
  const afterByGrid = new Map(asks.map(({ grid, after }) => [grid, after[name]]));
  const concerned = changes.grids.filter(({ grid }) => afterByGrid.get(grid) !== undefined);
  const grids: Record<GridId, number> = {};
  for (const { grid, head, documents } of concerned) {
    const reached = documents[name]?.at(-1)?.seq ?? afterByGrid.get(grid) ?? 0;
    grids[grid] = isLast ? head : reached;
  }
  const rows = concerned.flatMap(({ documents }) => documents[name] ?? []);
  return { rows, checkpoint: { epoch, grids }, isLast };
};

/** Heads of all grids that the holder may read: what a stream tells first. */
export const readHeads = async (
  context: Context,
  { grants }: Session,
): Promise<Map<GridId, number>> =>
  new Map((await readableGrids(context, grants)).map(({ grid, head }) => [grid, head]));
