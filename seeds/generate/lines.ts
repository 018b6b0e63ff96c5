// A seed as text: one canonical JSON object a line, in a fixed order. Two runs are the same when their lines are.

import { canonicalJson } from '#core/merge/canonical.ts';
import type { SeedData } from './scales.ts';
import type { PlayedGrid } from './seed-grid.ts';

const line = (kind: string, record: object): string => `${canonicalJson({ kind, ...record })}\n`;

function* gridLines({ sheet, households, events }: PlayedGrid): Generator<string> {
  yield line('sheet', { sheet });
  for (const household of households) yield line('household', { household });
  for (const { event, receivedAt } of events) yield line('event', { event, receivedAt });
}

/** Lines with their line ends. Household documents are those before the round's events. */
export function* seedLines(data: SeedData): Generator<string> {
  for (const area of data.areas) yield line('area', { area });
  for (const staff of data.staff) yield line('staff', { staff });
  for (const grant of data.grants) yield line('grant', { grant });
  for (const device of data.devices) yield line('device', { device });
  for (const grid of data.grids) yield* gridLines(grid);
}
