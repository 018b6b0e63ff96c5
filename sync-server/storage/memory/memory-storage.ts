// The store that forgets: for simulations and tests of the services. It keeps every promise of the port that does not
// speak of a disk.

import { randomBytes } from 'node:crypto';
import type { Grant } from '#core/access/grants.ts';
import type { Area } from '#core/grid/sheet.ts';
import type { CodeRow, DeviceRow, DistrictStore, StaffRow, Storage } from '../port.ts';
import { emptyGrid, stageGrid, type MemoryGrid } from './memory-grid.ts';
import { readMemory } from './memory-reads.ts';

export const createMemoryStorage = (): Storage => {
  const grids = new Map<string, MemoryGrid>();
  const people = new Map<string, StaffRow>();
  const devices = new Map<string, DeviceRow>();
  const codes = new Map<string, MemoryCode>();
  const epoch = randomBytes(8).toString('hex');
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
    }),
    ...createDistrict({ people, devices, codes }),
    inGrid,
    readFacts: async () => ({
      epoch,
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

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

type MemoryCode = CodeRow & { isUsed: boolean };

const isAnyCodeUsed = (codes: Map<string, MemoryCode>): boolean =>
  [...codes.values()].some(({ isUsed }) => isUsed);

const createDistrict = ({
  people,
  devices,
  codes,
}: {
  people: Map<string, StaffRow>;
  devices: Map<string, DeviceRow>;
  codes: Map<string, MemoryCode>;
}): DistrictStore => {
  const areas = new Map<string, Area>();
  const grants = new Map<string, Grant[]>();

  const grantsOf = (id: string): Grant[] => grants.get(id) ?? [];
  const deviceOf = (tokenHash: string): DeviceRow | undefined =>
    tokenHash === ''
      ? undefined
      : [...devices.values()].find((device) => device.tokenHash === tokenHash);

  const useCode: DistrictStore['useCode'] = async (codeHash, now, device) => {
    const code = codes.get(codeHash);
    const holder = code && people.get(code.staff);
    if (code === undefined || holder === undefined) return { kind: 'unknown' };
    if (code.isUsed) return { kind: 'used' };
    if (code.expiresAt <= now) return { kind: 'expired' };
    const { renewedBy, ...row } = device;
    const owner = devices.get(device.id)?.staff;
    if ((renewedBy ?? holder.id) !== holder.id) return { kind: 'other-staff' };
    if (owner !== undefined && renewedBy === undefined) return { kind: 'device-taken' };
    if (owner !== undefined && owner !== holder.id) return { kind: 'other-staff' };
    devices.set(device.id, { ...row, staff: holder.id });
    code.isUsed = true;
    return { kind: 'used-now', staff: holder };
  };

  return {
    readAreas: async () => [...areas.values()].sort((left, right) => byText(left.code, right.code)),
    putAreas: async (given) => {
      for (const area of given) areas.set(area.code, area);
    },
    readStaff: async (id) => {
      const staff = people.get(id);
      return staff && { staff, grants: grantsOf(id) };
    },
    readAllStaff: async () =>
      [...people.values()]
        .sort((left, right) => byText(left.id, right.id))
        .map((staff) => ({ staff, grants: grantsOf(staff.id) })),
    putStaff: async (given) => {
      for (const one of given) people.set(one.id, one);
    },
    putGrants: async (id, given) => {
      const sorted = [...given].sort(
        (left, right) => byText(left.role, right.role) || byText(left.scope, right.scope),
      );
      grants.set(id, sorted);
    },
    createCode: async (code) => void codes.set(code.codeHash, { ...code, isUsed: false }),
    useCode,
    createDevice: async (device) => {
      if (devices.has(device.id)) return false;
      devices.set(device.id, device);
      return true;
    },
    isDeviceKnown: async (id) => devices.has(id),
    readSession: async (tokenHash) => {
      const device = deviceOf(tokenHash);
      const staff = device && people.get(device.staff);
      if (device === undefined || staff === undefined) return undefined;
      const { id, expiresAt } = device;
      return { device: id, staff, grants: grantsOf(staff.id), expiresAt };
    },
    extendSession: async (tokenHash, expiresAt) => {
      const device = deviceOf(tokenHash);
      if (device) devices.set(device.id, { ...device, expiresAt });
    },
    endSession: async (tokenHash) => {
      const device = deviceOf(tokenHash);
      if (device) devices.set(device.id, { ...device, tokenHash: '', expiresAt: 0 });
    },
  };
};
