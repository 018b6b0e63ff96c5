import type { GridReads, PhoneRow, RefusedRow } from '../port.ts';
import { byText } from './by-text.ts';
import { ledgerKey, rowKey, type MemoryGrid } from './memory-grid.ts';
import type { MemoryDistrict } from './memory-reads.ts';

type RefusedReads = Pick<
  GridReads,
  'countRefused' | 'readRefused' | 'readRefusedOf' | 'readTotals'
>;

const isOpen = ({ entry, settlement }: RefusedRow): boolean =>
  entry.verdict === 'quarantined' && settlement === null;

const byUrgency = (left: RefusedRow, right: RefusedRow): number =>
  Number(isOpen(right)) - Number(isOpen(left)) ||
  right.entry.receivedAt - left.entry.receivedAt ||
  byText(left.entry.device, right.entry.device) ||
  left.entry.n - right.entry.n ||
  byText(left.entry.fork, right.entry.fork);

/** Per device that was not wiped: when it was last heard of anywhere; 0 for never. */
const heardByDevice = (
  phones: readonly PhoneRow[],
  wipedAtOf: (device: string) => number | null,
): Map<string, number> => {
  const heard = new Map<string, number>();
  for (const { device, heardAt } of phones) {
    if (wipedAtOf(device) !== null) continue;
    heard.set(device, Math.max(heard.get(device) ?? 0, heardAt ?? 0));
  }
  return heard;
};

export const readRefusedMemory = ({
  grids,
  nameOf,
  labelOf,
  wipedAtOf,
}: MemoryDistrict): RefusedReads => {
  const refusedIn = ({ ledger, settlements }: MemoryGrid): RefusedRow[] =>
    [...ledger.values()]
      .filter(({ verdict }) => verdict !== 'accepted')
      .map((entry) => {
        const settlement = settlements.get(ledgerKey(entry.device, entry.n, entry.fork)) ?? null;
        const settledBy = settlement === null ? '' : nameOf(settlement.by);
        return { entry, settlement, settledBy, label: labelOf(entry.device) };
      });
  const refusedOf = (id: string): RefusedRow[] => {
    const grid = grids.get(id);
    return grid === undefined ? [] : refusedIn(grid);
  };
  const countIn = (rows: readonly RefusedRow[]) => ({
    quarantined: rows.filter(isOpen).length,
    rejected: rows.filter(({ entry }) => entry.verdict === 'rejected').length,
  });

  return {
    countRefused: async (id) => countIn(refusedOf(id)),
    readRefused: async (id, limit) => refusedOf(id).sort(byUrgency).slice(0, limit),
    readRefusedOf: async (id, device) =>
      refusedOf(id)
        .filter(({ entry }) => entry.device === device && entry.fork === '')
        .sort((left, right) => left.entry.n - right.entry.n),
    readTotals: async (silentBefore) => {
      const all = [...grids.values()];
      const rows = all.map(({ row }) => row.get(rowKey)).filter((row) => row !== undefined);
      const phones = all.flatMap((grid) => [...grid.phones.values()]);
      const heard = [...heardByDevice(phones, wipedAtOf).values()];
      return {
        grids: rows.length,
        heads: rows.reduce((sum, { head }) => sum + head, 0),
        ...countIn(all.flatMap(refusedIn)),
        phones: heard.length,
        silentPhones: heard.filter((at) => at < silentBefore).length,
      };
    },
  };
};
