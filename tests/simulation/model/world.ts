// A world in virtual time: four phones with the app's own code, the server's own calls over a real store, a bad network
// between them. WORLD-1: everything random comes from the seed. WORLD-2: what the phones were promised (saved, received)
// is watched at every write and every answer, not only at the end.

import type { StoredEvent } from '#data/outbox/outbox-database-dexie.ts';
import { replaceGrants, createInvitation, enrol } from '#server/services/sessions.ts';
import { importDistrict } from '#server/services/import-district.ts';
import { reEnrol } from '#server/services/wiped.ts';
import type { Storage } from '#server/storage/port.ts';
import { makeDeviceKeys } from '#data/hand-over/device-key.ts';
import type { SyncStatus } from '#sync/status.ts';
import { morning } from '#testing/builders.ts';
import { createDisk } from '../browser/disk.ts';
import { installGlobals, isUnpacking } from '../browser/globals.ts';
import type { Life } from '../browser/life.ts';
import { chanceOf, drawSecretsFrom } from './chance.ts';
import { createClock, type Clock } from './clock.ts';
import { makeDistrict, people } from './district.ts';
import { createNetwork, type Network, type Weather } from './network.ts';
import {
  createPhone,
  endPhone,
  eventRows,
  signIn,
  startPhone,
  type Phone,
  type PhoneWatch,
} from './phone.ts';
import { textOf, type Answered, type Asked } from './routes.ts';
import { createServer, type Server } from './server.ts';

/** What does not hold. The message says which promise, of what. */
export class BrokenPromise extends Error {}

export type World = {
  clock: Clock;
  server: Server;
  network: Network;
  phones: Phone[];
  chance(): number;
  /** Grants as they are, by person. */
  grants: Map<string, (typeof people)[number]['grants'][number][]>;
  /** `grid device n hash` of every entry that any server of this world has ever held. */
  everStored: Set<string>;
  /** `grid device n` of entries that were stored under the epoch under which they were made. */
  madeUnderSame: Set<string>;
  /** Events that a phone was told are accepted. */
  acknowledged: Set<string>;
  restores: number;
  broken: string[];
  start(phone: Phone): void;
  /** Ends the app; it starts again after that time. */
  kill(phone: Phone, given: { downMs: number; isPowerCut: boolean }): void;
  /** The browser has deleted everything; the person signs in anew. */
  wipe(phone: Phone): Promise<void>;
  giveGrants(
    staff: string,
    grants: World['grants'] extends Map<string, infer G> ? G : never,
  ): Promise<void>;
  end(): Promise<void>;
};

/** Requests of a phone: far more than any scenario gives reason for. */
const mostAMinute = 200;

const nextTurn = (): Promise<void> => new Promise((go) => setImmediate(go));
const keyOf = (row: { grid: string; device: string; n: number }): string =>
  `${row.grid} ${row.device} ${row.n}`;

export const createWorld = async (given: {
  seed: number;
  weather: Weather;
  processes: number;
  openStore(): Promise<Storage>;
  /** Whether phones can sign what they hand over. */
  hasKeys: boolean;
}): Promise<World> => {
  installGlobals();
  const chance = chanceOf(given.seed);
  drawSecretsFrom(chanceOf(given.seed ^ 0x5eed));
  const atRest = async (): Promise<void> => {
    do await nextTurn();
    while (server.underWay() > 0 || isUnpacking());
  };
  const clock = createClock(morning, atRest);
  const server: Server = await createServer({ ...given, now: clock.now });
  await importDistrict(server.store().storage, makeDistrict());
  const network = createNetwork({
    clock,
    chance,
    server,
    onAnswer: (life, asked, answered) => hear(life, asked, answered),
  });
  const phones = people.map(({ staff, opens }, index) =>
    createPhone(index, { staff, grid: opens }),
  );
  const requests = new Map<Phone, { minute: number; count: number }>();
  const cookies = new Map<Phone, string>();
  const staffByDevice = new Map<string, string>();
  const madeByKey = new Map<string, string>();
  const epochByKey = new Map<string, string | undefined>();
  const starts = new Map<Phone, number>();

  const fail = (what: string): void => void world.broken.push(what);

  const hear = (_life: Life, asked: Asked, answered: Answered): void => {
    if (answered.status !== 200 || asked.url !== '/api/v1/push') return;
    const { grid, events } = JSON.parse(Buffer.from(asked.body ?? []).toString());
    const { verdicts } = JSON.parse(textOf(answered));
    for (const { n, verdict } of verdicts) {
      const event = events.find((one: { n: number }) => one.n === n);
      const stored = server.store().entryOf(grid, event.device, n);
      const key = keyOf({ grid, device: event.device, n });
      if (stored === undefined && ![...world.everStored].some((one) => one.startsWith(`${key} `)))
        fail(`answered ${verdict} without storing ${key}`);
      if (verdict === 'accepted' || verdict === 'duplicate') world.acknowledged.add(key);
    }
  };

  const onCommit: PhoneWatch['onCommit'] = (phone, rows) => {
    for (const row of rows) watchRow(phone, row);
  };
  const watchRow = (phone: Phone, row: StoredEvent): void => {
    const key = keyOf(row);
    const made = madeByKey.get(key);
    madeByKey.set(key, row.hash);
    epochByKey.set(key, row.epoch);
    if (made !== undefined && made !== row.hash) fail(`number used twice: ${key}`);
    if (row.state === 'pending') return;
    if (!world.everStored.has(`${key} ${row.hash}`))
      fail(`phone ${phone.index} holds ${key} for ${row.state}, the server has never held it`);
  };

  const onStatus = (phone: Phone, status: SyncStatus): void => {
    if (status.isRepairing && !phone.mayRepair)
      fail(`phone ${phone.index} repairs without a cause`);
    if (status.pending > 0 || status.receivedAt === null) return;
    const missing = phone.promised.find(
      (one) => one.disk === phone.disk && !world.everStored.has(`${keyOf(one)} ${one.hash}`),
    );
    if (missing !== undefined)
      fail(`phone ${phone.index} shows all received, the server has never held ${keyOf(missing)}`);
  };

  const watch: PhoneWatch = {
    surroundings: (phone) => ({
      now: () => clock.now() + phone.skewMs,
      random: chance,
      later: clock.later,
      fetch: (life, url, init) => {
        countRequest(phone);
        return network.fetch(life, url, init);
      },
      isConnected: () => phone.isConnected,
      isOnline: () => phone.believesOnline,
    }),
    onKilled: (phone) => startLater(phone, 1000),
    onCommit,
    onStatus,
    onCrash: (phone) => startLater(phone, 5000),
  };

  /** No phone asks for ever without being answered something new. */
  const countRequest = (phone: Phone): void => {
    const minute = Math.floor(clock.now() / 60_000);
    const before = requests.get(phone);
    const count = before?.minute === minute ? before.count + 1 : 1;
    requests.set(phone, { minute, count });
    if (count === mostAMinute) fail(`phone ${phone.index} asks ${count} times in a minute`);
  };

  const startLater = (phone: Phone, waitMs: number): void => {
    endPhone(phone);
    const number = (starts.get(phone) ?? 0) + 1;
    starts.set(phone, number);
    clock.later(waitMs, () => {
      if (starts.get(phone) === number) startPhone(phone, watch);
    });
  };

  const enrolPhone = async (phone: Phone): Promise<void> => {
    const context = server.context();
    const keys = given.hasKeys ? await makeDeviceKeys() : null;
    const asked = { device: 'simulated', ...(keys === null ? {} : { key: keys.publicText }) };
    const [cookie, next] = [
      cookies.get(phone),
      `cookie ${phone.index} ${Math.floor(chance() * 1e9)}`,
    ];
    cookies.set(phone, next);
    const enrolled =
      cookie === undefined
        ? await enrol(
            context,
            { ...asked, code: await createInvitation(context, phone.staff) },
            next,
          )
        : await reEnrol(context, asked, { cookie, next });
    staffByDevice.set(enrolled.deviceId, phone.staff);
    await signIn(phone, { enrolled, keys }, watch);
  };

  const heart = (): void => {
    server.beat();
    beating = clock.later(20_000, heart);
  };
  let beating = clock.later(20_000, heart);

  const world: World = {
    ...{ clock, server, network, phones, chance, restores: 0, broken: [] },
    grants: new Map(people.map(({ staff, grants }) => [staff, [...grants]])),
    everStored: new Set(),
    madeUnderSame: new Set(),
    acknowledged: new Set(),
    start: (phone) => startLater(phone, 0),
    kill(phone, { downMs, isPowerCut }) {
      endPhone(phone);
      if (isPowerCut) {
        phone.mayRepair = true;
        const lost = Math.floor(chance() * (phone.disk.unflushed.length + 1));
        for (let k = 0; k < lost; k += 1) phone.disk.unflushed.pop()?.();
      }
      startLater(phone, downMs);
    },
    async wipe(phone) {
      endPhone(phone);
      phone.disk = createDisk();
      await enrolPhone(phone);
      startLater(phone, 2000);
    },
    async giveGrants(staff, grants) {
      world.grants.set(staff, grants);
      await replaceGrants(server.context(), staff, grants);
    },
    async end() {
      beating.cancel();
      phones.forEach(endPhone);
      drawSecretsFrom(null);
      await server.close();
    },
  };
  server.onStored = (grid, entry) => {
    const key = keyOf({ ...entry, grid });
    if (entry.fork === '') world.everStored.add(`${key} ${entry.hash}`);
    const isSame = epochByKey.get(key) === server.context().epoch;
    if (entry.fork === '') world.madeUnderSame[isSame ? 'add' : 'delete'](key);
    const staff = staffByDevice.get(entry.device) ?? '';
    const mayAny = (world.grants.get(staff) ?? []).some(({ scope }) => scope === grid);
    if (entry.verdict !== 'quarantined' && !mayAny)
      fail(
        `${grid} ${entry.device} ${entry.n} came from somebody without a grant and was ${entry.verdict}, not kept apart`,
      );
  };
  for (const phone of phones) {
    await enrolPhone(phone);
    startLater(phone, 100 * phone.index);
  }
  return world;
};

/** Whether the phone holds an event of which the server has not said everything yet. */
export const isWaiting = (phone: Phone): boolean =>
  eventRows(phone).some(({ state }) => state === 'pending');
