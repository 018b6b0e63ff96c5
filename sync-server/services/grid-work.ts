// Applying events to the documents of one grid inside one transaction, and numbering what changes. NUMBER-1: an accepted
// event that writes k documents takes the numbers head+1 … head+k, households before visits; one that writes none takes
// one. NUMBER-2: only the last version of a document is stored; digests and counts move by the difference, once.

import { addCounts, countHousehold, subtractCounts } from '#core/coverage/counts.ts';
import type { GridEvent } from '#core/event/event.ts';
import { sheetId, type GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import { addTerm, digestText, parseDigest, removeTerm, termOf } from '#core/merge/digest.ts';
import { orderMsOf } from '#core/merge/hlc.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { Reduction } from '#core/merge/reduction.ts';
import type { Visit } from '#core/visit/visit.ts';
import type { CollectionName, Rejection } from '#schema/protocol.ts';
import type { DocumentRow, GridRow, GridTransaction } from '../storage/port.ts';
import { sha256, sha256Hex } from './hashing.ts';
import { referencesOf, type References } from './references.ts';

export type Applied = { kind: 'accepted'; seq: number } | { kind: 'rejected'; reason: Rejection };

export type GridWork = {
  readonly row: GridRow;
  readonly sheet: GridSheet;
  /** Reads at once what the events name. */
  expect(events: readonly GridEvent[]): Promise<void>;
  apply(event: GridEvent, receivedAt: number): Promise<Applied>;
  /** Adds a document that has not been there before; gives it the next number. */
  add(collection: CollectionName, document: StoredDocument): void;
  /** Writes what has changed. Call once, at the end; without a change it writes nothing. */
  flush(): Promise<GridRow>;
};

type StoredDocument = GridSheet | Household | Visit;

/** `stored`: the rev and the value as the transaction found them; `now`: as they are to be. */
type Slot<Document> = { now: Document | undefined; stored: Document | undefined; rev: string };
type Shelf<Document> = {
  name: CollectionName;
  slots: Map<string, Slot<Document>>;
  changed: Set<string>;
};

const shelf = <Document>(name: CollectionName): Shelf<Document> => ({
  name,
  slots: new Map(),
  changed: new Set(),
});

/** @param isWhole true when nothing is stored of this grid yet, so that nothing need be looked up */
export const openGridWork = (
  transaction: GridTransaction,
  { row: opened, sheet, isWhole = false }: { row: GridRow; sheet: GridSheet; isWhole?: boolean },
): GridWork => {
  const sheets = shelf<GridSheet>('grids');
  const households = shelf<Household>('households');
  const visits = shelf<Visit>('visits');
  let row = opened;

  const load = async <Document>(of: Shelf<Document>, ids: Iterable<string>): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !of.slots.has(id));
    if (missing.length === 0) return;
    for (const id of missing) of.slots.set(id, { now: undefined, stored: undefined, rev: '' });
    if (isWhole) return;
    for (const { id, rev, json } of await transaction.readDocuments(of.name, missing)) {
      const document = JSON.parse(json) as Document;
      of.slots.set(id, { now: document, stored: document, rev });
    }
  };

  const loadAll = async (named: References): Promise<void> => {
    await load(households, named.households);
    await load(visits, named.visits);
  };

  const put = <Document extends StoredDocument>(of: Shelf<Document>, document: Document): void => {
    row = { ...row, head: row.head + 1 };
    const slot = of.slots.get(document.id) ?? { now: undefined, stored: undefined, rev: '' };
    of.slots.set(document.id, { ...slot, now: { ...document, seq: row.head } });
    of.changed.add(document.id);
  };

  /** The reducer is pure: when it asks for what has not been read yet, that is read and the reducer asked again. */
  const reduce = async (event: GridEvent, receivedAt: number): Promise<Reduction> => {
    const at = { orderMs: orderMsOf(event.hlc, receivedAt), seq: row.head + 1 };
    for (;;) {
      const missing: References = { households: [], visits: [] };
      const reduction = reduceEvent(event, at, {
        sheet,
        household: (id) => {
          if (!households.slots.has(id)) missing.households.push(id);
          return households.slots.get(id)?.now;
        },
        visit: (id) => {
          if (!visits.slots.has(id)) missing.visits.push(id);
          return visits.slots.get(id)?.now;
        },
      });
      if (missing.households.length + missing.visits.length === 0) return reduction;
      await loadAll(missing);
    }
  };

  const apply = async (event: GridEvent, receivedAt: number): Promise<Applied> => {
    const reduction = await reduce(event, receivedAt);
    if (reduction.kind === 'rejected') return reduction;
    for (const household of reduction.households) put(households, household);
    for (const visit of reduction.visits) put(visits, visit);
    const isEmpty = reduction.households.length + reduction.visits.length === 0;
    if (isEmpty) row = { ...row, head: row.head + 1 };
    return { kind: 'accepted', seq: row.head };
  };

  const store = async <Document extends StoredDocument>(of: Shelf<Document>): Promise<void> => {
    if (of.changed.size === 0) return;
    const rows: DocumentRow[] = [];
    let digest = parseDigest(row.digests[of.name]);
    for (const id of of.changed) {
      const slot = of.slots.get(id);
      if (slot?.now === undefined) continue;
      const json = canonicalJson(slot.now);
      const rev = sha256Hex(json);
      rows.push({ id, seq: slot.now.seq, rev, json });
      if (slot.rev !== '') digest = removeTerm(digest, termOf(sha256, id, slot.rev));
      digest = addTerm(digest, termOf(sha256, id, rev));
    }
    rows.sort((left, right) => left.seq - right.seq);
    await transaction.putDocuments(of.name, rows);
    row = { ...row, digests: { ...row.digests, [of.name]: digestText(digest) } };
  };

  const recount = (): void => {
    let { counts } = row;
    for (const id of households.changed) {
      const slot = households.slots.get(id);
      if (slot?.now === undefined) continue;
      counts = addCounts(counts, countHousehold(slot.now, sheet.settings));
      if (slot.stored) counts = subtractCounts(counts, countHousehold(slot.stored, sheet.settings));
    }
    row = { ...row, counts };
  };

  return {
    get row() {
      return row;
    },
    sheet,
    expect: async (events) => {
      const named = events.map(referencesOf);
      await loadAll({
        households: named.flatMap((one) => one.households),
        visits: named.flatMap((one) => one.visits),
      });
    },
    apply,
    add: (collection, document) => {
      if (collection === 'grids') put(sheets, document as GridSheet);
      else if (collection === 'households') put(households, document as Household);
      else put(visits, document as Visit);
    },
    flush: async () => {
      if (row.head === opened.head) return row;
      await store(sheets);
      await store(households);
      await store(visits);
      recount();
      await transaction.putGrid(row);
      return row;
    },
  };
};

const parsedSheets = new Map<string, { rev: string; sheet: GridSheet }>();

/** The grid's sheet, parsed once per version. @throws when the grid has none, which no import leaves behind */
export const readSheet = async (transaction: GridTransaction, grid: string): Promise<GridSheet> => {
  const [found] = await transaction.readDocuments('grids', [sheetId]);
  if (found === undefined) throw new Error(`grid ${grid} has no sheet`);
  const known = parsedSheets.get(grid);
  if (known?.rev === found.rev) return known.sheet;
  const sheet = JSON.parse(found.json) as GridSheet;
  parsedSheets.set(grid, { rev: found.rev, sheet });
  return sheet;
};
