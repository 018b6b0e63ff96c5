import type { CollectionName } from '#schema/protocol.ts';
import type { Changes, ChangesAsk, GridChanges, GridReads, GridRow, GridSilence } from '../port.ts';
import {
  chainOf,
  collectionNames,
  documentsAfter,
  emptyGrid,
  rowKey,
  type MemoryGrid,
} from './memory-grid.ts';
import { byText } from './by-text.ts';
import { readRefusedMemory } from './memory-refused.ts';

export type MemoryDistrict = {
  grids: Map<string, MemoryGrid>;
  nameOf: (staff: string) => string;
  labelOf: (device: string) => string;
  wipedAtOf: (device: string) => number | null;
};

const silenceOf = (id: string, grid: MemoryGrid, silentBefore: number): GridSilence => {
  const heardByStaff = new Map<string, number>();
  for (const { staff, heardAt } of grid.phones.values()) {
    heardByStaff.set(staff, Math.max(heardByStaff.get(staff) ?? 0, heardAt ?? 0));
  }
  const heard = [...heardByStaff.values()];
  return {
    grid: id,
    heardAt: Math.max(0, ...heard) || null,
    silentPhones: heard.filter((at) => at < silentBefore).length,
  };
};

export const readMemory = (district: MemoryDistrict): GridReads => {
  const { grids, nameOf, labelOf, wipedAtOf } = district;
  const rowOf = (id: string): GridRow | undefined => grids.get(id)?.row.get(rowKey);
  const gridOf = (id: string): MemoryGrid => grids.get(id) ?? emptyGrid();
  const rowsIn = (area: string): GridRow[] =>
    [...grids.keys()]
      .sort(byText)
      .map(rowOf)
      .filter((row) => row?.community.startsWith(area))
      .filter((row) => row !== undefined);

  const readChanges = (asks: readonly ChangesAsk[], limit: number): Changes => {
    const left = { grids: limit, households: limit, visits: limit };
    const isLast = { grids: true, households: true, visits: true };
    const take = (id: string, collection: CollectionName, after: number) => {
      const found = documentsAfter(gridOf(id), collection, after);
      if (found.length > left[collection]) isLast[collection] = false;
      const taken = found.slice(0, left[collection]);
      left[collection] -= taken.length;
      return taken;
    };
    const answers = asks.flatMap(({ grid, after }): GridChanges[] => {
      const row = rowOf(grid);
      if (row === undefined) return [];
      const documents: GridChanges['documents'] = {};
      for (const collection of collectionNames) {
        const from = after[collection];
        if (from !== undefined) documents[collection] = take(grid, collection, from);
      }
      return [{ grid, head: row.head, digests: row.digests, documents }];
    });
    return { grids: answers, isLast };
  };

  return {
    ...readRefusedMemory(district),
    readGrids: async (ids) =>
      [...new Set(ids)]
        .sort(byText)
        .map(rowOf)
        .filter((row) => row !== undefined),
    readGridsIn: async (area) => rowsIn(area),
    readChanges: async (asks, limit) => readChanges(asks, limit),
    readWholeGrid: async (id) => {
      const row = rowOf(id);
      const all = (collection: CollectionName) => documentsAfter(gridOf(id), collection, -1);
      return (
        row && {
          head: row.head,
          digests: row.digests,
          documents: { grids: all('grids'), households: all('households'), visits: all('visits') },
        }
      );
    },
    readProof: async (id, collection) => {
      const row = rowOf(id);
      if (row === undefined) return undefined;
      const all = (one: CollectionName) => documentsAfter(gridOf(id), one, -1);
      return {
        head: row.head,
        digests: row.digests,
        counts: {
          grids: all('grids').length,
          households: all('households').length,
          visits: all('visits').length,
        },
        revs:
          collection === undefined
            ? []
            : all(collection).map((one) => ({ id: one.id, rev: one.rev })),
      };
    },
    readLedgerOf: async (id) =>
      [...gridOf(id).ledger.values()].sort(
        (left, right) =>
          left.receivedAt - right.receivedAt ||
          byText(left.device, right.device) ||
          left.n - right.n ||
          byText(left.fork, right.fork),
      ),
    readDocumentsOf: async (id, collection, ids) => {
      const row = rowOf(id);
      if (row === undefined) return undefined;
      const documents = [...new Set(ids)]
        .map((one) => gridOf(id).documents.get(`${collection} ${one}`))
        .filter((found) => found !== undefined);
      return { head: row.head, digests: row.digests, documents };
    },
    readChainOf: async (id, device) => chainOf(gridOf(id), device),
    readPhone: async (id, device) => gridOf(id).phones.get(device),
    readPhones: async (id) =>
      [...gridOf(id).phones.values()]
        .map((phone) => ({
          ...phone,
          name: nameOf(phone.staff),
          label: labelOf(phone.device),
          wipedAt: wipedAtOf(phone.device),
          returnedAt: gridOf(id).receipts.get(phone.device)?.receivedAt ?? null,
        }))
        .sort(
          (left, right) => byText(left.staff, right.staff) || byText(left.device, right.device),
        ),
    readSilence: async (area, silentBefore) =>
      rowsIn(area)
        .filter(({ grid }) => gridOf(grid).phones.size > 0)
        .map(({ grid }) => silenceOf(grid, gridOf(grid), silentBefore)),
    readHours: async (area, fromMs) => {
      const visitsByHour = new Map<number, number>();
      for (const { grid } of rowsIn(area)) {
        for (const [hour, visits] of gridOf(grid).hours) {
          const hourMs = Number(hour);
          if (hourMs < fromMs) continue;
          visitsByHour.set(hourMs, (visitsByHour.get(hourMs) ?? 0) + visits);
        }
      }
      return [...visitsByHour]
        .sort(([left], [right]) => left - right)
        .map(([hourMs, visits]) => ({ hourMs, visits }));
    },
  };
};
