// Applying events to the documents of one grid inside one transaction, and numbering what changes. NUMBER-1: an accepted
// event that writes k documents takes the numbers head+1 … head+k, households before visits; one that writes none takes
// one. NUMBER-2: only the last version of a document is stored; digests and counts move by the difference, once. ROUND-4:
// what comes after its round was closed is kept apart.

import { addCounts, countHousehold, subtractCounts } from '#core/coverage/counts.ts';
import type { GridEvent } from '#core/event/event.ts';
import { sheetId, type GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { orderMsOf } from '#core/merge/hlc.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { Reduction, RejectionReason } from '#core/merge/reduction.ts';
import type { Visit } from '#core/visit/visit.ts';
import type { GridRow, GridTransaction } from '../storage/port.ts';
import type { Fate } from './device-log.ts';
import { referencesOf, type References } from './references.ts';
import { openShelf, type Shelf } from './shelf.ts';

export type GridWork = {
  /** The grid's place, for questions of rights. */
  readonly row: GridRow;
  readonly sheet: GridSheet;
  /** Reads at once what the events name. */
  expect(events: readonly GridEvent[]): Promise<void>;
  /** @param admission that a leader has admitted it although its round is closed */
  apply(event: GridEvent, receivedAt: number, admission?: { isAdmitted: true }): Promise<Fate>;
  /** The sheet and the households that a new grid begins with, numbered in this order. */
  begin(sheet: GridSheet, households: readonly Household[]): void;
  /** Writes what has changed. Call once, at the end; without a change it writes nothing. */
  flush(): Promise<GridRow>;
};

type Shelves = {
  sheets: Shelf<GridSheet>;
  households: Shelf<Household>;
  visits: Shelf<Visit>;
};

/**
 * `isWhole`: nothing is stored of this grid yet, so that nothing need be looked up. `isOfEpoch`: what the events had seen is
 * known to be numbers of this epoch.
 */
type Opening = { row: GridRow; sheet: GridSheet; isWhole?: boolean; isOfEpoch?: boolean };

export const openGridWork = (
  transaction: GridTransaction,
  { row, sheet, isWhole = false, isOfEpoch = false }: Opening,
): GridWork => {
  const shelves: Shelves = {
    sheets: openShelf(transaction, { name: 'grids', isWhole }),
    households: openShelf(transaction, { name: 'households', isWhole }),
    visits: openShelf(transaction, { name: 'visits', isWhole }),
  };
  let { head } = row;

  const put = <Document extends { id: string; seq: number }>(
    shelf: Shelf<Document>,
    documents: readonly Document[],
  ): void => {
    for (const document of documents) shelf.put({ ...document, seq: (head += 1) });
  };

  const apply: GridWork['apply'] = async (event, receivedAt, admission) => {
    // MERGE-13. Of what a leader admits nobody knows any more under which epoch it was made.
    const isKnown = row.restoredHead === null || (isOfEpoch && admission === undefined);
    const place = { orderMs: orderMsOf(event.hlc, receivedAt), seq: head + 1, ...admission };
    const at = isKnown ? place : { ...place, seenAtMost: row.restoredHead ?? 0 };
    const reduction = await reduceOver(shelves, sheet, (documents) =>
      reduceEvent(event, at, documents),
    );
    if (reduction.kind === 'rejected') return refusedFor(reduction.reason);
    put(shelves.households, reduction.households);
    put(shelves.visits, reduction.visits);
    const isEmpty = reduction.households.length + reduction.visits.length === 0;
    if (isEmpty) head += 1;
    return { verdict: 'accepted', seq: head };
  };

  const flush = async (): Promise<GridRow> => {
    if (head === row.head) return row;
    const digests = {
      grids: await shelves.sheets.store(row.digests.grids),
      households: await shelves.households.store(row.digests.households),
      visits: await shelves.visits.store(row.digests.visits),
    };
    const counts = recount(row, shelves.households, sheet);
    const after = { ...row, head, digests, counts };
    await transaction.putGrid(after);
    return after;
  };

  return {
    row,
    sheet,
    expect: (events) => loadAll(shelves, gather(events.map(referencesOf))),
    apply,
    begin: (first, households) => {
      put(shelves.sheets, [first]);
      put(shelves.households, households);
    },
    flush,
  };
};

const refusedFor = (reason: RejectionReason): Fate =>
  reason === 'round-closed' ? { verdict: 'quarantined', reason } : { verdict: 'rejected', reason };

const gather = (all: readonly References[]): References => ({
  households: all.flatMap(({ households }) => households),
  visits: all.flatMap(({ visits }) => visits),
});

const loadAll = async (shelves: Shelves, { households, visits }: References): Promise<void> => {
  await shelves.households.load(households);
  await shelves.visits.load(visits);
};

/** The reducer is pure: when it asks for what has not been read yet, that is read and the reducer asked again. */
const reduceOver = async (
  shelves: Shelves,
  sheet: GridSheet,
  reduce: (documents: Parameters<typeof reduceEvent>[2]) => Reduction,
): Promise<Reduction> => {
  for (;;) {
    const missing: References = { households: [], visits: [] };
    const reduction = reduce({
      sheet,
      household: (id) => {
        if (!shelves.households.knows(id)) missing.households.push(id);
        return shelves.households.get(id);
      },
      visit: (id) => {
        if (!shelves.visits.knows(id)) missing.visits.push(id);
        return shelves.visits.get(id);
      },
    });
    if (missing.households.length + missing.visits.length === 0) return reduction;
    await loadAll(shelves, missing);
  }
};

const recount = (
  { counts }: GridRow,
  households: Shelf<Household>,
  { settings }: GridSheet,
): GridRow['counts'] =>
  households.changes().reduce((sum, { stored, now }) => {
    const added = addCounts(sum, countHousehold(now, settings));
    return stored ? subtractCounts(added, countHousehold(stored, settings)) : added;
  }, counts);

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
