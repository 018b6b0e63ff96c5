// A server's insides for tests: a district of two grids in a real SQLite file in a folder of its own, a clock that stands
// still until it is moved, and devices that chain their events as a phone does.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventBodies, EventKind, GridEvent } from '#core/event/event.ts';
import { chainStart, nextHash } from '#core/merge/chain.ts';
import type { PushRequest } from '#schema/protocol.ts';
import type { Context } from '#server/services/context.ts';
import { sha256 } from '#server/services/hashing.ts';
import {
  importDistrict,
  type DistrictData,
  type DistrictGrid,
} from '#server/services/import-district.ts';
import { createPokes } from '#server/services/pokes.ts';
import { authenticate, createInvitation, enrol, type Session } from '#server/services/sessions.ts';
import type { Storage } from '#server/storage/port.ts';
import { databaseName, openSqliteStorage } from '#server/storage/sqlite/sqlite-storage.ts';
import {
  makeEvent,
  makeHousehold,
  makeSheet,
  makeVisit,
  morning,
  wellAnswers,
} from './builders.ts';

/** g001 with h1 … h5 (leader s001, members s002 and s003), g002 in another community (leader s004), desk s005. */
export const makeDistrict = (given: Partial<DistrictData> = {}): DistrictData => {
  const sheet = makeSheet();
  const elsewhere = {
    code: '130404001008',
    name: '三丰园社区居民委员会',
    level: 'community',
    parent: '130404001',
  } as const;
  const township = {
    code: '130404001',
    name: '胜利桥街道',
    level: 'township',
    parent: '130404',
  } as const;
  const [district] = sheet.areas;
  const other = makeSheet({
    grid: 'g002',
    name: '三丰园 1 网格',
    areas: [...(district ? [district] : []), township, elsewhere],
    team: [{ id: 's004', name: '演示丁', role: 'leader' }],
  });
  const householdsOf = (grid: string, count: number) =>
    Array.from({ length: count }, (_, k) =>
      makeHousehold({
        id: `h${k + 1}`,
        grid,
        door: { building: '2', unit: '1', floor: k + 1, room: `${k + 1}01`, suffix: '' },
      }),
    );
  const grids: DistrictGrid[] = [
    { sheet, households: householdsOf('g001', 5), events: [] },
    { sheet: other, households: householdsOf('g002', 2), events: [] },
  ];
  return {
    isDemo: true,
    areas: [...sheet.areas, township, elsewhere],
    staff: [
      { id: 's001', name: '演示组长' },
      { id: 's002', name: '演示甲' },
      { id: 's003', name: '演示乙' },
      { id: 's004', name: '演示丁' },
      { id: 's005', name: '演示指挥' },
    ],
    grants: [
      { staff: 's001', role: 'leader', scope: 'g001' },
      { staff: 's002', role: 'member', scope: 'g001' },
      { staff: 's003', role: 'member', scope: 'g001' },
      { staff: 's004', role: 'leader', scope: 'g002' },
      { staff: 's005', role: 'desk', scope: '130404' },
    ],
    devices: [],
    grids,
    ...given,
  };
};

export type ServerFixture = {
  context: Context;
  folder: string;
  clock: { now: number };
  /** Enrols a new device of somebody. */
  signIn(staff: string): Promise<{ token: string; session: Session }>;
  close(): Promise<void>;
};

/** @param open another store than SQLite in a folder of its own */
export const openServerFixture = async (
  district: DistrictData = makeDistrict(),
  open: (folder: string) => Storage = (folder) =>
    openSqliteStorage(path.join(folder, databaseName)),
): Promise<ServerFixture> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsweep-'));
  const storage = open(folder);
  await importDistrict(storage, district);
  const { epoch, server, sealKey, isDemo } = await storage.readFacts();
  const clock = { now: morning };
  const pokes = createPokes();
  const now = (): number => clock.now;
  const context: Context = { storage, now, pokes, epoch, server, sealKey, isDemo };
  return {
    context,
    folder,
    clock,
    signIn: async (staff) => {
      const code = await createInvitation(context, staff);
      const { token } = await enrol(context, { code, device: 'Test' });
      return { token, session: await authenticate(context, token) };
    },
    close: async () => {
      pokes.stop();
      await storage.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** The log that a phone keeps of one grid. */
export type DeviceLog = {
  readonly events: readonly GridEvent[];
  make<Kind extends EventKind>(kind: Kind, body: EventBodies[Kind], given?: Given): GridEvent;
  /** A complete visit of a household, everybody well. */
  visit(household: string, given?: Given): GridEvent;
  /** The chain's hash after event `n`; 64 zeros for 0. */
  hashAt(n: number): string;
  /** Events `from` … `to` as a push. */
  request(from?: number, to?: number): PushRequest;
};
type Given = { ms?: number; seen?: number; staff?: string };

export const createDeviceLog = (
  { device, staff }: { device: string; staff: { id: string } },
  grid = 'g001',
): DeviceLog => {
  const events: GridEvent[] = [];
  const hashes = [chainStart];
  const make: DeviceLog['make'] = (kind, body, given = {}) => {
    const n = events.length + 1;
    const event = makeEvent(kind, body, { device, grid, n, staff: staff.id, ...given });
    events.push(event);
    hashes.push(nextHash(sha256, hashes[n - 1] ?? chainStart, event));
    return event;
  };
  const hashAt = (n: number): string => hashes[n] ?? chainStart;
  return {
    events,
    make,
    visit: (household, given) => {
      const visit = makeVisit({ household, answers: wellAnswers('p1') });
      return make('visit-recorded', { visit, facts: {}, persons: [] }, given);
    },
    hashAt,
    request: (from = 1, to = events.length) => ({
      grid,
      from,
      prevHash: hashAt(from - 1),
      events: events.slice(from - 1, to),
    }),
  };
};
