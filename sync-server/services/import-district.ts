// Bringing a district in whole: areas, staff, grants and grids with what has happened in them so far. Events go through
// the same reducer and numbering as a push, so that an imported grid cannot be told from one that phones have made.
// IMPORT-1: a grid comes in whole or not at all. IMPORT-2: a grid that exists is refused, never overwritten.

import type { Grant } from '#core/access/grants.ts';
import type { GridEvent } from '#core/event/event.ts';
import type { Area, GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { DeviceId, GridId, StaffId } from '#core/ids.ts';

/** An event of the past and when the server is said to have received it, ms since 1970. */
export type ReceivedEvent = { event: GridEvent; receivedAt: number };

/**
 * `seq` of the sheet and of the households is given by the importer: the sheet first, then the households in their
 * order. `events` in the order of receipt; per device n = 1, 2, 3 …; `device` must be among the district's devices.
 */
export type DistrictGrid = {
  sheet: GridSheet;
  households: readonly Household[];
  events: readonly ReceivedEvent[];
};

/** A phone that has sent events in the past and cannot sign in. */
export type DistrictDevice = { id: DeviceId; staff: StaffId; label: string };

export type DistrictData = {
  isDemo: boolean;
  /** District, townships, communities; the last of a sheet's `areas` is the community that the grid lies in. */
  areas: readonly Area[];
  staff: readonly { id: StaffId; name: string }[];
  grants: readonly (Grant & { staff: StaffId })[];
  devices: readonly DistrictDevice[];
  /** Asked for one at a time, so that a large district needs no more memory than its largest grid. */
  grids: Iterable<DistrictGrid>;
};

/** `refused`: events that the reducer rejected (kept in the ledger like any other); a sound seed has none. */
export type ImportReport = { grids: number; households: number; events: number; refused: number };
export type ImportProgress = (done: { grid: GridId; grids: number; households: number }) => void;
