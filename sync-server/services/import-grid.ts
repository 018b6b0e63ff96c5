// Bringing one grid in: the sheet first, then the households in their order, then what has happened, in one transaction.

import { mayMake, type Grant } from '#core/access/grants.ts';
import { emptyCounts } from '#core/coverage/counts.ts';
import type { GridEvent } from '#core/event/event.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { DeviceId, StaffId } from '#core/ids.ts';
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

export type People = {
  grantsByStaff: ReadonlyMap<StaffId, Grant[]>;
  staffByDevice: ReadonlyMap<DeviceId, StaffId>;
};

/** @returns how many events were not accepted @throws when the grid exists already or a device's numbers have a hole */
export const importGrid = (
  storage: Storage,
  { sheet, households, events }: DistrictGrid,
  people: People,
): Promise<number> =>
  storage.inGrid(sheet.grid, async (transaction) => {
    if ((await transaction.readGrid()) !== undefined) {
      throw new Error(`grid ${sheet.grid} exists already`);
    }
    const work = openGridWork(transaction, { row: newGridRow(sheet), sheet, isWhole: true });
    work.begin(sheet, households);
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
    restoredHead: null,
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
  return work.apply(event, receivedAt);
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
