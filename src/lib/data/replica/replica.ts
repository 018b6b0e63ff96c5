// A grid's replica in memory: small enough (≤ 1,000 households) to be read once and kept live, so that lists, counts and
// search never wait for IndexedDB. MEM-1: changes are taken over whole, when everything up to `applied` is stored, so that
// a half-fetched state is never shown. Visits stay in IndexedDB until a door is opened.

import type { Hlc } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { HouseholdId } from '#core/ids.ts';
import { hlcStart, observeHlc } from '#core/merge/hlc.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type { ReplicaRow, RowReader } from './rows-dexie.ts';

export type Replica = {
  sheet: GridSheet;
  households: Map<HouseholdId, Household>;
  applied: number;
  /** The server's epoch under which `applied` is a number; '' when unknown. */
  epoch: string;
  /** The latest ordering time among the households' stamps. */
  heard: Hlc;
};

const parseDocument = <Document>(row: ReplicaRow): Document => JSON.parse(row.doc) as Document;

const latestStamp = (household: Household, heard: Hlc): Hlc =>
  Object.values(household.stamps).reduce<Hlc>(
    (latest, stamp) => observeHlc(latest, [stamp[0], stamp[1]]),
    heard,
  );

/** Null when the copy holds no sheet: it was never complete. */
export const readReplica = async (
  reader: RowReader,
  { applied, epoch }: Pick<Replica, 'applied' | 'epoch'>,
): Promise<Replica | null> => {
  const [grids, rows] = await Promise.all([reader.all('grids'), reader.all('households')]);
  const [sheet] = grids;
  if (sheet === undefined) return null;
  const list = rows.map((row) => parseDocument<Household>(row));
  return {
    sheet: parseDocument<GridSheet>(sheet),
    households: new Map(list.map((household) => [household.id, household])),
    applied,
    epoch,
    heard: list.reduce<Hlc>((heard, household) => latestStamp(household, heard), hlcStart),
  };
};

export type RowChanges = Record<CollectionName, ReplicaRow[]>;

export const noChanges = (): RowChanges => ({ grids: [], households: [], visits: [] });

/** MEM-1. Changes the replica's map in place; tells which households were touched. */
export const applyRows = (
  replica: Replica,
  rows: RowChanges,
  applied: number,
): Set<HouseholdId> => {
  const changed = new Set<HouseholdId>();
  const [sheet] = rows.grids.slice(-1);
  if (sheet !== undefined) replica.sheet = parseDocument<GridSheet>(sheet);
  for (const row of rows.households) {
    const household = parseDocument<Household>(row);
    replica.households.set(household.id, household);
    replica.heard = latestStamp(household, replica.heard);
    changed.add(household.id);
  }
  replica.applied = applied;
  return changed;
};
