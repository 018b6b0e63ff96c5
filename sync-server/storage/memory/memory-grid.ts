import { chainStart } from '#core/merge/chain.ts';
import type { CollectionName } from '#schema/protocol.ts';
import type {
  Chain,
  DocumentRow,
  GridRow,
  GridTransaction,
  LedgerEntry,
  PhoneRow,
  ReceiptRow,
  SettlementRow,
} from '../port.ts';
import { stageMap } from './staged-map.ts';

export const collectionNames: readonly CollectionName[] = ['grids', 'households', 'visits'];

/** Everything that is kept under one grid's key. */
export type MemoryGrid = {
  row: Map<string, GridRow>;
  chains: Map<string, Chain>;
  ledger: Map<string, LedgerEntry>;
  documents: Map<string, DocumentRow>;
  phones: Map<string, PhoneRow>;
  hours: Map<string, number>;
  settlements: Map<string, SettlementRow>;
  receipts: Map<string, ReceiptRow>;
};

export const emptyGrid = (): MemoryGrid => ({
  row: new Map(),
  chains: new Map(),
  ledger: new Map(),
  documents: new Map(),
  phones: new Map(),
  hours: new Map(),
  settlements: new Map(),
  receipts: new Map(),
});

export const rowKey = 'row';
export const ledgerKey = (device: string, n: number, fork: string): string =>
  `${device} ${n} ${fork}`;

/** Documents of a collection with a number above `after`, by number. */
export const documentsAfter = (
  grid: MemoryGrid,
  collection: CollectionName,
  after: number,
): DocumentRow[] =>
  [...grid.documents]
    .filter(([key, { seq }]) => key.startsWith(`${collection} `) && seq > after)
    .map(([, row]) => row)
    .sort((left, right) => left.seq - right.seq);

export const chainOf = (grid: MemoryGrid, device: string): Chain =>
  grid.chains.get(device) ?? { last: 0, hash: chainStart };

/** A transaction on a grid that changes it only by `commit`. */
export const stageGrid = (
  id: string,
  grid: MemoryGrid,
): { transaction: GridTransaction; commit: () => void } => {
  const row = stageMap(grid.row);
  const chains = stageMap(grid.chains);
  const ledger = stageMap(grid.ledger);
  const documents = stageMap(grid.documents);
  const phones = stageMap(grid.phones);
  const hours = stageMap(grid.hours);
  const settlements = stageMap(grid.settlements);
  const receipts = stageMap(grid.receipts);
  const transaction: GridTransaction = {
    readGrid: async () => row.get(rowKey),
    putGrid: async (given) => row.set(rowKey, given),
    readChain: async (device) => chains.get(device) ?? { last: 0, hash: chainStart },
    putChain: async (device, chain) => chains.set(device, chain),
    readLedger: async (device, from, to) =>
      Array.from({ length: Math.max(0, to - from + 1) }, (_, k) =>
        ledger.get(ledgerKey(device, from + k, '')),
      ).filter((entry) => entry !== undefined),
    appendLedger: async (entries) => {
      for (const entry of entries) {
        const key = ledgerKey(entry.device, entry.n, entry.fork);
        if (ledger.get(key) === undefined) ledger.set(key, entry);
      }
    },
    readDocuments: async (collection, ids) =>
      ids
        .map((one) => documents.get(`${collection} ${one}`))
        .filter((found) => found !== undefined),
    putDocuments: async (collection, rows) => {
      for (const one of rows) documents.set(`${collection} ${one.id}`, one);
    },
    putPhone: async (phone) => phones.set(phone.device, { ...phone, grid: id }),
    lowerPending: async (device, by) => {
      const phone = phones.get(device);
      const pending = Math.max(0, (phone?.pending ?? 0) - by);
      const oldestAt = pending === 0 ? null : (phone?.oldestAt ?? null);
      if (phone !== undefined) phones.set(device, { ...phone, pending, oldestAt });
    },
    readEntry: async (device, n, fork) => ledger.get(ledgerKey(device, n, fork)),
    readSettlement: async (device, n, fork) => settlements.get(ledgerKey(device, n, fork)),
    putSettlement: async (settlement) => {
      const key = ledgerKey(settlement.device, settlement.n, settlement.fork);
      if (settlements.get(key) !== undefined) throw new Error('settled already');
      settlements.set(key, settlement);
    },
    putReceipt: async (receipt) => receipts.set(receipt.device, receipt),
    addVisits: async (hourMs, visits) =>
      hours.set(String(hourMs), (hours.get(String(hourMs)) ?? 0) + visits),
  };
  const commit = (): void => {
    const all = [row, chains, ledger, documents, phones, hours, settlements, receipts];
    for (const staged of all) staged.commit();
  };
  return { transaction, commit };
};
