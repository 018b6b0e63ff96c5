// Bringing a district in whole: areas, staff, grants and grids with what has happened in them so far. Events go through
// the same reducer and numbering as a push, so that an imported grid cannot be told from one that phones have made.
// IMPORT-1: a grid comes in whole or not at all. IMPORT-2: a grid that exists is refused, never overwritten.

import { mayMake, type Grant } from '#core/access/grants.ts';
import { emptyCounts } from '#core/coverage/counts.ts';
import type { GridEvent } from '#core/event/event.ts';
import type { Area, GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { DeviceId, GridId, StaffId } from '#core/ids.ts';
import { chainStart } from '#core/merge/chain.ts';
import { digestText, emptyDigest } from '#core/merge/digest.ts';
import { parseEvent } from '#schema/events.ts';
import type { Chain, GridRow, GridTransaction, LedgerEntry, Storage } from '../storage/port.ts';
import { chainAfter, chainEvents, entryOf, type Fate } from './device-log.ts';
import { openGridWork, type GridWork } from './grid-work.ts';
import { countVisits } from './hours.ts';

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

type People = {
  grantsByStaff: ReadonlyMap<StaffId, Grant[]>;
  staffByDevice: ReadonlyMap<DeviceId, StaffId>;
};

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
  const phones = devices.map((device) =>
    storage.createDevice({ ...device, tokenHash: '', expiresAt: 0 }),
  );
  await Promise.all([...grants, ...phones]);
};

const importGrid = (
  storage: Storage,
  { sheet, households, events }: DistrictGrid,
  people: People,
): Promise<number> =>
  storage.inGrid(sheet.grid, async (transaction) => {
    if ((await transaction.readGrid()) !== undefined) {
      throw new Error(`grid ${sheet.grid} exists already`);
    }
    const work = openGridWork(transaction, { row: newGridRow(sheet), sheet, isWhole: true });
    work.add('grids', sheet);
    for (const household of households) work.add('households', household);
    const logs = createLogs();
    for (const received of events) {
      const fate = await judge(received, work, people);
      logs.append(received, fate);
    }
    await work.flush();
    await transaction.appendLedger(logs.entries);
    await writeDevices(transaction, logs, people);
    for (const { hourMs, visits } of countVisits(logs.entries)) {
      await transaction.addVisits(hourMs, visits);
    }
    return logs.entries.filter(({ verdict }) => verdict !== 'accepted').length;
  });

const newGridRow = ({ grid, name, areas, round }: GridSheet): GridRow => {
  const nothing = digestText(emptyDigest);
  return {
    grid,
    name,
    community: areas.at(-1)?.code ?? '',
    round: { number: round.number, name: round.name },
    head: 0,
    digests: { grids: nothing, households: nothing, visits: nothing },
    counts: emptyCounts(),
  };
};

const judge = async (
  { event, receivedAt }: ReceivedEvent,
  work: GridWork,
  { grantsByStaff, staffByDevice }: People,
): Promise<Fate> => {
  if (staffByDevice.get(event.device) !== event.staff) {
    return { verdict: 'quarantined', reason: 'other-staff' };
  }
  const parsed = parseEvent(event);
  if (parsed.kind === 'refused') {
    return { verdict: 'rejected', reason: parsed.reason, where: parsed.where };
  }
  if (!mayMake(grantsByStaff.get(event.staff) ?? [], work.row, event.kind)) {
    return { verdict: 'rejected', reason: 'not-allowed' };
  }
  const applied = await work.apply(event, receivedAt);
  return applied.kind === 'accepted'
    ? { verdict: 'accepted', seq: applied.seq }
    : { verdict: 'rejected', reason: applied.reason };
};

type Logs = {
  entries: LedgerEntry[];
  chains: Map<DeviceId, Chain & { heardAt: number }>;
  append(received: ReceivedEvent, fate: Fate): void;
};

const createLogs = (): Logs => {
  const entries: LedgerEntry[] = [];
  const chains: Logs['chains'] = new Map();
  const append: Logs['append'] = ({ event, receivedAt }, fate) => {
    const before = chains.get(event.device) ?? { last: 0, hash: chainStart };
    if (event.n !== before.last + 1) throw new Error(`${event.id} does not follow ${before.last}`);
    for (const chained of chainEvents([event], before.hash)) {
      entries.push(entryOf(chained, fate, { receivedAt }));
      chains.set(event.device, { ...chainAfter(chained), heardAt: receivedAt });
    }
  };
  return { entries, chains, append };
};

const writeDevices = async (
  transaction: GridTransaction,
  { chains }: Logs,
  { staffByDevice }: People,
): Promise<void> => {
  for (const [device, { last, hash, heardAt }] of chains) {
    await transaction.putChain(device, { last, hash });
    await transaction.putPhone({
      device,
      staff: staffByDevice.get(device) ?? '',
      heardAt,
      pending: 0,
      oldestAt: null,
      skewMs: 0,
      app: '',
    });
  }
};
