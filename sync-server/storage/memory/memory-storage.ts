// The store that forgets: for simulations and tests of the services. It keeps every promise of the port that does not
// speak of a disk.

import { randomBytes } from 'node:crypto';
import type { DeviceRow, StaffRow, Storage, StoreFacts } from '../port.ts';
import { newSealKey } from '../seal-key.ts';
import { createDistrict, isAnyCodeUsed, type MemoryCode } from './memory-district.ts';
import { emptyGrid, stageGrid, type MemoryGrid } from './memory-grid.ts';
import { readMemory } from './memory-reads.ts';

export const createMemoryStorage = (): Storage => {
  const grids = new Map<string, MemoryGrid>();
  const people = new Map<string, StaffRow>();
  const devices = new Map<string, DeviceRow>();
  const codes = new Map<string, MemoryCode>();
  const named: Pick<StoreFacts, 'server' | 'epoch' | 'sealKey'> = {
    server: randomBytes(8).toString('hex'),
    epoch: randomBytes(8).toString('hex'),
    sealKey: newSealKey(),
  };
  let isDemo = false;
  let isClosed = false;
  let last: Promise<unknown> = Promise.resolve();

  /** One after another, also across grids: nobody waits long for memory. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (isClosed) return Promise.reject(new Error('the store is closed'));
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  const inGrid: Storage['inGrid'] = (id, work) =>
    inTurn(async () => {
      const grid = grids.get(id) ?? emptyGrid();
      const { transaction, commit } = stageGrid(id, grid);
      const result = await work(transaction);
      commit();
      grids.set(id, grid);
      return result;
    });

  return {
    ...readMemory({
      grids,
      nameOf: (id) => people.get(id)?.name ?? '',
      labelOf: (id) => devices.get(id)?.label ?? '',
      wipedAtOf: (id) => devices.get(id)?.wipedAt ?? null,
    }),
    ...createDistrict({ people, devices, codes, grids }),
    inGrid,
    readFacts: async () => ({
      ...named,
      isDemo,
      isEmpty: people.size === 0,
      isSetUp: isAnyCodeUsed(codes),
    }),
    markDemo: async () => {
      isDemo = true;
    },
    check: () => inTurn(async () => undefined),
    close: async () => {
      isClosed = true;
      await last;
    },
  };
};
