// The documents of one collection while a transaction works on them: as they were found, and as they are to be.

import { canonicalJson } from '#core/merge/canonical.ts';
import { addTerm, digestText, parseDigest, removeTerm, termOf } from '#core/merge/digest.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type { DocumentRow, GridTransaction } from '../storage/port.ts';
import { sha256, sha256Hex } from './hashing.ts';

type Numbered = { id: string; seq: number };

/** `rev`: of `stored`; '' when there was none. */
type Slot<Document> = { now: Document | undefined; stored: Document | undefined; rev: string };

export type Shelf<Document extends Numbered> = {
  /** Whether it is known if the document exists. */
  knows(id: string): boolean;
  get(id: string): Document | undefined;
  /** Reads those that are not known yet. */
  load(ids: readonly string[]): Promise<void>;
  put(document: Document): void;
  /** Changed documents as found (undefined for new ones) and as they are to be. */
  changes(): { stored: Document | undefined; now: Document }[];
  /** Writes what changed. @returns the digest moved by the difference */
  store(digest: string): Promise<string>;
};

/** @param isWhole true when nothing is stored of this grid yet, so that nothing need be looked up */
export const openShelf = <Document extends Numbered>(
  transaction: GridTransaction,
  { name, isWhole }: { name: CollectionName; isWhole: boolean },
): Shelf<Document> => {
  const slots = new Map<string, Slot<Document>>();
  const changed = new Set<string>();

  const load = async (ids: readonly string[]): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !slots.has(id));
    if (missing.length === 0) return;
    for (const id of missing) slots.set(id, { now: undefined, stored: undefined, rev: '' });
    if (isWhole) return;
    for (const { id, rev, json } of await transaction.readDocuments(name, missing)) {
      const document = JSON.parse(json) as Document;
      slots.set(id, { now: document, stored: document, rev });
    }
  };

  const changedSlots = () =>
    [...changed].flatMap((id) => {
      const { now, stored, rev } = slots.get(id) ?? {};
      return now === undefined ? [] : [{ now, stored, rev: rev ?? '' }];
    });

  return {
    knows: (id) => slots.has(id),
    get: (id) => slots.get(id)?.now,
    load,
    put: (document) => {
      const { stored, rev = '' } = slots.get(document.id) ?? {};
      slots.set(document.id, { now: document, stored, rev });
      changed.add(document.id);
    },
    changes: changedSlots,
    store: async (digest) => {
      const written = changedSlots().map(({ now, rev }) => ({ row: rowOf(now), before: rev }));
      const rows = written.map(({ row }) => row).sort((left, right) => left.seq - right.seq);
      if (rows.length > 0) await transaction.putDocuments(name, rows);
      return digestText(written.reduce(movedBy, parseDigest(digest)));
    },
  };
};

const rowOf = (document: Numbered): DocumentRow => {
  const json = canonicalJson(document);
  return { id: document.id, seq: document.seq, rev: sha256Hex(json), json };
};

const movedBy = (digest: bigint, { row, before }: { row: DocumentRow; before: string }): bigint => {
  const left = before === '' ? digest : removeTerm(digest, termOf(sha256, row.id, before));
  return addTerm(left, termOf(sha256, row.id, row.rev));
};
