// Bringing a district in whole: areas, staff, grants and grids with what has happened in them so far. Events go through
// the same reducer and numbering as a push, so that an imported grid cannot be told from one that phones have made.
// IMPORT-1: a grid comes in whole or not at all. IMPORT-2: a grid that exists is refused, never overwritten.

import type { Grant } from '#core/access/grants.ts';
import type { Area } from '#core/grid/sheet.ts';
import type { DeviceId, GridId, StaffId } from '#core/ids.ts';
import type { Storage } from '../storage/port.ts';
import { importGrid, type DistrictGrid, type People } from './import-grid.ts';

export type { DistrictGrid, ReceivedEvent } from './import-grid.ts';

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

/** Brings a district into a store, grid by grid. @throws when a grid exists already or a device's numbers have a hole */
export const importDistrict = async (
  storage: Storage,
  district: DistrictData,
  onProgress: ImportProgress = () => undefined,
): Promise<ImportReport> => {
  const grantsByStaff = Map.groupBy(district.grants, ({ staff }) => staff);
  await importPeople(storage, district, grantsByStaff);
  const staffByDevice = new Map(district.devices.map(({ id, staff }) => [id, staff]));
  const report: ImportReport = { grids: 0, households: 0, events: 0, refused: 0 };
  for (const grid of district.grids) {
    const refused = await importGrid(storage, grid, { grantsByStaff, staffByDevice });
    report.grids += 1;
    report.households += grid.households.length;
    report.events += grid.events.length;
    report.refused += refused;
    onProgress({ grid: grid.sheet.grid, grids: report.grids, households: report.households });
  }
  if (district.isDemo) await storage.markDemo();
  return report;
};

const noSession = { tokenHash: '', expiresAt: 0, publicKey: '', cookieHash: '', wipedAt: null };

const importPeople = async (
  storage: Storage,
  { areas, staff, devices }: DistrictData,
  grantsByStaff: People['grantsByStaff'],
): Promise<void> => {
  await storage.putAreas(areas);
  await storage.putStaff(staff);
  const grants = [...grantsByStaff].map(([id, list]) =>
    storage.putGrants(
      id,
      list.map(({ role, scope }) => ({ role, scope })),
    ),
  );
  const phones = devices.map((device) => storage.createDevice({ ...device, ...noSession }));
  await Promise.all([...grants, ...phones]);
};
