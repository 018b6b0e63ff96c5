// What was stored but not taken, for those whom it concerns. ASIDE-1: the leader of a grid sees all of it, with the events as
// they came; events for a grid that does not exist are seen by whoever has a desk over everything. ASIDE-2: a device is told
// of its own, whatever its grants are now. ASIDE-3: a phone that lost a grid says that nothing is left there, and is told
// whether the server's log of it ends where its own did.

import { mayLead, mayReadCounts } from '#core/access/grants.ts';
import type { GridId, StaffId } from '#core/ids.ts';
import type { Envelope } from '#schema/events.ts';
import type {
  FatesResponse,
  KeptEvent,
  QuarantineResponse,
  ReceiptRequest,
  ReceiptResponse,
  Settlement,
} from '#schema/protocol.ts';
import type { RefusedRow, SettlementRow } from '../storage/port.ts';
import type { Context } from './context.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';

const maxKept = 500;

/** ASIDE-1. @throws Refused `no-grant` */
export const quarantine = async (
  context: Context,
  { grants }: Session,
  grid: GridId,
): Promise<QuarantineResponse> => {
  const { storage, now } = context;
  const [row] = await storage.readGrids([grid]);
  const maySee = row === undefined ? mayReadCounts(grants, '') : mayLead(grants, row);
  if (!maySee) throw new Refused('no-grant', 'grid');
  const refused = await storage.readRefused(grid, maxKept);
  const nameOf = await readNames(context, refused);
  const { quarantined: open } = await storage.countRefused(grid);
  return { grid, at: now(), open, kept: refused.map((one) => keptOf(one, nameOf)) };
};

const writerOf = ({ entry }: RefusedRow): StaffId => (JSON.parse(entry.json) as Envelope).staff;

const readNames = async (
  { storage }: Context,
  rows: readonly RefusedRow[],
): Promise<(staff: StaffId) => string> => {
  const names = new Map<StaffId, string>();
  for (const staff of new Set(rows.map(writerOf))) {
    names.set(staff, (await storage.readStaff(staff))?.staff.name ?? '');
  }
  return (staff) => names.get(staff) ?? '';
};

const keptOf = (row: RefusedRow, nameOf: (staff: StaffId) => string): KeptEvent => {
  const { device, n, fork, id, verdict, reason, where, receivedAt, json } = row.entry;
  const { staff, kind, body } = JSON.parse(json) as Envelope;
  return {
    ...{ device, n, fork, id, reason, where, staff, receivedAt, kind, body },
    verdict: verdict === 'rejected' ? 'rejected' : 'quarantined',
    name: nameOf(staff),
    label: row.label,
    settled: settledOf(row.settlement, row.settledBy),
  };
};

const settledOf = (settlement: SettlementRow | null, by: string): Settlement | null => {
  if (settlement === null) return null;
  const { decision, staff, reason, at, seq } = settlement;
  return { decision, by, staff, reason, at, seq };
};

/** ASIDE-2. */
export const fates = async (
  { storage }: Context,
  { device }: Session,
  grid: GridId,
): Promise<FatesResponse> => {
  const refused = await storage.readRefusedOf(grid, device);
  return {
    grid,
    fates: refused.map(({ entry: { n, verdict, reason }, settlement, settledBy }) => ({
      n,
      verdict: verdict === 'rejected' ? 'rejected' : 'quarantined',
      reason,
      settled: settledOf(settlement, settledBy),
    })),
  };
};

/** ASIDE-3. */
export const takeReceipt = (
  { storage, now }: Context,
  { device, staff }: Session,
  { grid, last, hash, deletedAt }: ReceiptRequest,
): Promise<ReceiptResponse> =>
  storage.inGrid(grid, async (transaction) => {
    const chain = await transaction.readChain(device);
    const receipt = { device, staff: staff.id, last, hash, deletedAt, receivedAt: now() };
    await transaction.putReceipt(receipt);
    return { isWhole: chain.last === last && chain.hash === hash };
  });
