// A town for load: so many grids of so many doors, and phones that are signed in already.

import { newSecret, sha256Hex } from '#server/services/hashing.ts';
import { importDistrict, type DistrictGrid } from '#server/services/import-district.ts';
import type { Storage } from '#server/storage/port.ts';
import { makeHousehold, makeSheet } from '#testing/builders.ts';

export type TownPhone = { device: string; token: string; staff: string; grid: string };
export type TownSize = { grids: number; households: number; phones: number };

const sessionMs = 30 * 86_400_000;
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Five characters, another for each number below 26 · 32⁴. */
const deviceId = (at: number): string => {
  let text = base32[Math.floor(at / 32 ** 4) % 26] ?? '';
  for (let digit = 3; digit >= 0; digit -= 1) text += base32[Math.floor(at / 32 ** digit) % 32];
  return text;
};

const gridId = (at: number): string => `g${String(at + 1).padStart(5, '0')}`;
const memberOf = (grid: string): string => `m${grid.slice(1)}`;

function* gridsOf({ grids, households }: TownSize): Generator<DistrictGrid> {
  for (let at = 0; at < grids; at += 1) {
    const grid = gridId(at);
    const team = [{ id: memberOf(grid), name: '演示', role: 'member' as const }];
    const doors = Array.from({ length: households }, (_, k) =>
      makeHousehold({
        id: `h${k + 1}`,
        grid,
        door: { building: '2', unit: '1', floor: k + 1, room: `${k + 1}01`, suffix: '' },
      }),
    );
    yield { sheet: makeSheet({ grid, name: grid, team }), households: doors, events: [] };
  }
}

/** Phones are spread over the grids in turn. */
export const buildTown = async (storage: Storage, size: TownSize): Promise<TownPhone[]> => {
  const ids = Array.from({ length: size.grids }, (_, at) => gridId(at));
  await importDistrict(storage, {
    isDemo: true,
    areas: makeSheet().areas,
    staff: ids.map((grid) => ({ id: memberOf(grid), name: '演示' })),
    grants: ids.map((grid) => ({ staff: memberOf(grid), role: 'member' as const, scope: grid })),
    devices: [],
    grids: gridsOf(size),
  });
  return signInPhones(storage, { ids, phones: size.phones });
};

const signInPhones = async (
  storage: Storage,
  { ids, phones }: { ids: readonly string[]; phones: number },
): Promise<TownPhone[]> => {
  const made = Array.from({ length: phones }, (_, at): TownPhone => {
    const grid = ids[at % ids.length] ?? '';
    return { device: deviceId(at), token: newSecret(), staff: memberOf(grid), grid };
  });
  const expiresAt = Date.now() + sessionMs;
  const rest = { label: 'Bench', expiresAt, publicKey: '', cookieHash: '', wipedAt: null };
  const register = ({ device, token, staff }: TownPhone) =>
    storage.createDevice({ id: device, staff, tokenHash: sha256Hex(token), ...rest });
  for (let at = 0; at < made.length; at += 256) {
    await Promise.all(made.slice(at, at + 256).map(register));
  }
  return made;
};

/** A phone of the desk of the whole district. */
export const signInDesk = async (storage: Storage): Promise<TownPhone> => {
  const staff = 'desk-of-bench';
  await storage.putStaff([{ id: staff, name: '演示' }]);
  const [district] = (await storage.readAreas()).filter(({ level }) => level === 'district');
  await storage.putGrants(staff, [{ role: 'desk', scope: district?.code ?? '' }]);
  const phone = { device: 'zdesk', token: newSecret(), staff, grid: '' };
  await storage.createDevice({
    ...{ id: phone.device, staff, label: 'Bench', tokenHash: sha256Hex(phone.token) },
    ...{ expiresAt: Date.now() + sessionMs, publicKey: '', cookieHash: '', wipedAt: null },
  });
  return phone;
};
