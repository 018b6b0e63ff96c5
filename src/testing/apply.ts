// Applies events to a grid in memory, numbering them as the server does: for tests that are about documents, not about
// storage.

import type { GridEvent } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { RejectionReason } from '#core/merge/reduction.ts';
import type { Visit } from '#core/visit/visit.ts';

export type GridInMemory = {
  sheet: GridSheet;
  households: Map<string, Household>;
  visits: Map<string, Visit>;
  head: number;
  rejected: { id: string; reason: RejectionReason }[];
};

export const makeGrid = (sheet: GridSheet, households: Household[]): GridInMemory => ({
  sheet,
  households: new Map(households.map((household) => [household.id, household])),
  visits: new Map(),
  head: Math.max(sheet.seq, ...households.map(({ seq }) => seq)),
  rejected: [],
});

/** Applies in the given order; `orderMs` is the event's own time. Changes `grid`. */
export const applyEvents = (grid: GridInMemory, events: readonly GridEvent[]): GridInMemory => {
  for (const event of events) applyOne(grid, event);
  return grid;
};

const applyOne = (grid: GridInMemory, event: GridEvent): void => {
  const reduction = reduceEvent(
    event,
    { orderMs: event.hlc[0], seq: grid.head + 1 },
    {
      sheet: grid.sheet,
      household: (id) => grid.households.get(id),
      visit: (id) => grid.visits.get(id),
    },
  );
  if (reduction.kind === 'rejected') {
    grid.rejected.push({ id: event.id, reason: reduction.reason });
    return;
  }
  for (const household of reduction.households) {
    grid.households.set(household.id, { ...household, seq: ++grid.head });
  }
  for (const visit of reduction.visits) grid.visits.set(visit.id, { ...visit, seq: ++grid.head });
};
