// Where the replica's pages come from in one catch-up: the server's /pull, all collections of a turn gathered into one
// call. PAGE-1: trouble never reaches RxDB: its handlers get an empty page, which
// moves no checkpoint, and the catch-up says what happened. PAGE-2: a collection that got its last page gets no other one
// in the same catch-up.

import * as v from 'valibot';
import type { GridId } from '#core/ids.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import type { PullRows, RowPage } from '#data/replica/replication-rxdb.ts';
import type { ReplicaRow } from '#data/replica/rows-dexie.ts';
import {
  type Announcement,
  type Checkpoint,
  Checkpoint as CheckpointShape,
  type CollectionName,
  collections,
  Digests,
  Grant,
} from '#schema/protocol.ts';
import { Count, Id } from '#schema/records.ts';
import type { Failure, Transport } from './transport.ts';

/** NET-3: documents are the server's own reductions; the digest proves them, so they are only looked at where used. */
export const Document = v.looseObject({
  id: v.string(),
  grid: v.string(),
  seq: v.number(),
  household: v.optional(v.string()),
});
export type Document = v.InferOutput<typeof Document>;
const Page = v.object({
  documents: v.array(Document),
  checkpoint: CheckpointShape,
  isLast: v.boolean(),
});
const PulledPages = v.object({
  grids: v.optional(Page),
  households: v.optional(Page),
  visits: v.optional(Page),
  heads: v.record(Id, v.object({ head: Count, digest: Digests })),
  revoked: v.array(Id),
  epoch: v.string(),
  grants: v.array(Grant),
});
export type PulledPages = v.InferOutput<typeof PulledPages>;
export const SnapshotPages = v.object({
  grid: Id,
  epoch: v.string(),
  head: Count,
  digest: Digests,
  grids: v.array(Document),
  households: v.array(Document),
  visits: v.array(Document),
});
export type SnapshotPages = v.InferOutput<typeof SnapshotPages>;

export const rowOf = (collection: CollectionName, document: Document): ReplicaRow => ({
  id: document.id,
  grid: document.grid,
  seq: document.seq,
  of: collection === 'visits' ? (document.household ?? '') : '',
  doc: canonicalJson(document),
});

/** What one catch-up has met so far. */
export type Turn = {
  failure: Failure | { kind: 'revoked' } | null;
  /** The pages came under another epoch than the rows before them. */
  isOtherEpoch: boolean;
  epoch: string;
  /** Per collection that has got its last page: the head at which it was read. */
  doneAt: Partial<Record<CollectionName, number>>;
  head: number;
  digest: Digests | null;
};

const newTurn = (): Turn => ({
  failure: null,
  isOtherEpoch: false,
  epoch: '',
  doneAt: {},
  head: 0,
  digest: null,
});

type Ask = { checkpoint: Checkpoint; limit: number; answer(page: RowPage): void };

export type Pages = {
  /** Begins a new catch-up. */
  begin(): Turn;
  pull: PullRows;
};

/** A collection that does not ask in time is left out of the call, ms. */
const gatherMs = 150;

export const createPages = (options: {
  grid: GridId;
  transport: Transport;
  announce(): Announcement;
  onPulled(pulled: PulledPages): void;
}): Pages => {
  const { grid } = options;
  let turn = newTurn();
  let asks = new Map<CollectionName, Ask>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const send = async (): Promise<void> => {
    clearTimeout(timer);
    const sent = asks;
    const asked = turn;
    asks = new Map();
    await fetchTurn(options, sent, asked);
  };

  const gather = (collection: CollectionName, ask: Ask): void => {
    asks.set(collection, ask);
    const missing = collections.filter(
      (name) => turn.doneAt[name] === undefined && !asks.has(name),
    );
    if (missing.length === 0) void send();
    else if (asks.size === 1) timer = setTimeout(() => void send(), gatherMs);
  };

  return {
    begin() {
      turn = newTurn();
      return turn;
    },
    pull({ collection, checkpoint, limit }) {
      const from = checkpoint ?? { epoch: '', grids: { [grid]: 0 } };
      const isOver = turn.failure !== null || turn.doneAt[collection] !== undefined;
      if (isOver) return Promise.resolve({ rows: [], checkpoint: from });
      return new Promise((answer) => gather(collection, { checkpoint: from, limit, answer }));
    },
  };
};

type Source = Parameters<typeof createPages>[0];

const fetchTurn = async (
  { grid, transport, announce, onPulled }: Source,
  asks: Map<CollectionName, Ask>,
  turn: Turn,
): Promise<void> => {
  const entries = [...asks];
  const giveUp = (): void => {
    for (const [, ask] of entries) ask.answer({ rows: [], checkpoint: ask.checkpoint });
  };
  const limit = entries[0]?.[1].limit ?? 1;
  const checkpoints = Object.fromEntries(entries.map(([name, ask]) => [name, ask.checkpoint]));
  const body = { checkpoints, limit, announce: announce() };
  const answer = await transport.call({ path: '/pull', schema: PulledPages, body });
  if (answer.kind !== 'answered') {
    turn.failure = answer;
    return giveUp();
  }
  const pulled = answer.value;
  onPulled(pulled);
  const head = pulled.heads[grid];
  if (pulled.revoked.includes(grid) || head === undefined) {
    turn.failure = { kind: 'revoked' };
    return giveUp();
  }
  Object.assign(turn, { head: head.head, digest: head.digest, epoch: pulled.epoch });
  for (const [name, ask] of entries) {
    const page = pulled[name];
    const { epoch } = ask.checkpoint;
    if (epoch !== '' && epoch !== pulled.epoch) turn.isOtherEpoch = true;
    if (page === undefined) turn.failure = { kind: 'garbled' };
    if (page === undefined || turn.isOtherEpoch) {
      ask.answer({ rows: [], checkpoint: ask.checkpoint });
      continue;
    }
    if (page.isLast) turn.doneAt[name] = head.head;
    const rows = page.documents.map((document) => rowOf(name, document));
    ask.answer({ rows, checkpoint: page.checkpoint });
  }
};
