import type { Grant } from '#core/access/grants.ts';
import type { Area } from '#core/grid/sheet.ts';
import type { CodeRow, DeviceRow, DistrictStore, StaffRow } from '../port.ts';
import { byText } from './by-text.ts';
import type { MemoryGrid } from './memory-grid.ts';

export type MemoryCode = CodeRow & {
  isUsed: boolean;
  usedBy?: { at: number; attemptHash: string | undefined; device: string };
};

export const isAnyCodeUsed = (codes: Map<string, MemoryCode>): boolean =>
  [...codes.values()].some(({ isUsed }) => isUsed);

export const createDistrict = ({
  people,
  devices,
  codes,
  grids,
}: {
  people: Map<string, StaffRow>;
  devices: Map<string, DeviceRow>;
  codes: Map<string, MemoryCode>;
  grids: Map<string, MemoryGrid>;
}): DistrictStore => {
  const areas = new Map<string, Area>();
  const grants = new Map<string, Grant[]>();

  const grantsOf = (id: string): Grant[] => grants.get(id) ?? [];
  const findDevice = (key: 'tokenHash' | 'cookieHash', hash: string): DeviceRow | undefined =>
    hash === '' ? undefined : [...devices.values()].find((device) => device[key] === hash);
  const deviceOf = (tokenHash: string): DeviceRow | undefined => findDevice('tokenHash', tokenHash);
  const withHolder = (device: DeviceRow | undefined) => {
    const staff = device && people.get(device.staff);
    return device && staff && { device, staff, grants: grantsOf(staff.id) };
  };

  const useCode: DistrictStore['useCode'] = async (codeHash, now, device) => {
    const code = codes.get(codeHash);
    const holder = code && people.get(code.staff);
    if (code === undefined || holder === undefined) return { kind: 'unknown' };
    const { renewedBy, attempt, ...row } = device;
    if (code.isUsed) {
      const { at, attemptHash, device: id } = code.usedBy ?? { at: 0, device: '' };
      const isRepeat = attempt && attempt.hash === attemptHash && at >= attempt.notBefore;
      const held = isRepeat ? devices.get(id) : undefined;
      if (held?.staff !== holder.id) return { kind: 'used' };
      const publicKey = row.publicKey || held.publicKey;
      devices.set(id, { ...row, id, publicKey, staff: holder.id });
      return { kind: 'used-now', staff: holder, device: id };
    }
    if (code.isSetUp && isAnyCodeUsed(codes)) return { kind: 'used' };
    if (code.expiresAt <= now) return { kind: 'expired' };
    const held = devices.get(device.id);
    const owner = held?.staff;
    if ((renewedBy ?? holder.id) !== holder.id) return { kind: 'other-staff' };
    if (owner !== undefined && renewedBy === undefined) return { kind: 'device-taken' };
    if (owner !== undefined && owner !== holder.id) return { kind: 'other-staff' };
    const publicKey = row.publicKey || (held?.publicKey ?? '');
    devices.set(device.id, { ...row, publicKey, staff: holder.id });
    code.isUsed = true;
    code.usedBy = { at: now, attemptHash: attempt?.hash, device: device.id };
    return { kind: 'used-now', staff: holder, device: device.id };
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
    readDevice: async (id) => withHolder(devices.get(id)),
    readDeviceByCookie: async (hash) => withHolder(findDevice('cookieHash', hash)),
    readPhonesOf: async (id) =>
      [...grids.values()]
        .map(({ phones }) => phones.get(id))
        .filter((phone) => phone !== undefined)
        .sort((left, right) => byText(left.grid, right.grid)),
    replaceWiped: async ({ device: id, cookieHash, at, attemptHash }, next) => {
      const old = findDevice('cookieHash', cookieHash);
      if (old?.id !== id || devices.has(next.id)) return false;
      devices.set(id, { ...old, tokenHash: '', expiresAt: 0, cookieHash: '', wipedAt: at });
      devices.set(next.id, next);
      const usedBy = { at, attemptHash, device: next.id };
      for (const codeHash of attemptHash ? [cookieHash, next.cookieHash] : [])
        codes.set(codeHash, { codeHash, staff: next.staff, expiresAt: at, isUsed: true, usedBy });
      return true;
    },
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
    endSessionsOf: async (id) => {
      const isOpen = ({ staff, tokenHash, cookieHash }: DeviceRow): boolean =>
        staff === id && (tokenHash !== '' || cookieHash !== '');
      const open = [...devices.values()].filter(isOpen);
      for (const device of open)
        devices.set(device.id, { ...device, tokenHash: '', cookieHash: '', expiresAt: 0 });
      for (const code of codes.values())
        if (code.staff === id && code.usedBy) code.usedBy.attemptHash = undefined;
      return open.length;
    },
    endSession: async (tokenHash) => {
      const device = deviceOf(tokenHash);
      if (device)
        devices.set(device.id, { ...device, tokenHash: '', cookieHash: '', expiresAt: 0 });
    },
  };
};
