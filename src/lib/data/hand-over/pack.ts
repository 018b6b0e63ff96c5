// Everything that waits on this phone as one bundle for another phone to carry. HAND-1: packing changes nothing: what was
// packed waits on this phone until the server has acknowledged it to this phone. HAND-2: the bundle holds every pending event
// of the device, over all grids, in runs whose numbers have no holes, each of one epoch; what is no longer here before a run is said with it
// (OUTBOX-9). HAND-3: a phone that cannot sign or seal says so.

import { canonicalJson } from '#core/merge/canonical.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import type { DeviceId } from '#core/ids.ts';
import { epochOf, heldBefore, readNote, writeNote } from '../outbox/outbox-rows.ts';
import type { OutboxDatabase, StoredEvent } from '../outbox/outbox-database-dexie.ts';
import { type DeviceKeys, readDeviceKeys, subtleOf } from './device-key.ts';
import { sealBundle } from './seal.ts';

export type Packed = { label: BundleLabel; bytes: Uint8Array<ArrayBuffer>; fileName: string };

/** Why nothing could be packed: in words for the person, as `message` in both languages. */
export class PackRefused extends Error {
  readonly code: 'no-key';
  readonly zh: string;
  readonly en: string;
  constructor(because: { code: 'no-key'; zh: string; en: string }) {
    super(`not packed: ${because.code}`);
    this.name = 'PackRefused';
    this.code = because.code;
    this.zh = because.zh;
    this.en = because.en;
  }
}

const oldBrowser = {
  code: 'no-key',
  zh: '这部手机的浏览器不能加密打包。记录仍保存在本机，请保留手机，有网络时会自动发送。',
  en: 'This browser cannot sign and seal records. They are safe on this phone: keep it, it sends them when there is a network.',
} as const;
const noKeyYet = {
  code: 'no-key',
  zh: '这部手机登录时还没有密钥，不能打包转交。记录仍保存在本机；有网络时重新登录一次即可。',
  en: 'This phone signed in before there were keys for handing over. The records are safe here; sign in once more when there is a network.',
} as const;

/** Events in one log of a bundle at most, and logs in one bundle, as the schema says. */
const mostEvents = 5000;
const mostLogs = 50;
/** A server unpacks no more than 8 MB; what goes beyond waits for the next bundle. */
const mostBytes = 7_000_000;
/** What the schema lets `sealed` be, in characters. */
const mostSealed = 1_300_000;
const encoder = new TextEncoder();

type Log = BundleContent['logs'][number];
type Run = [StoredEvent, ...StoredEvent[]];

const logOf = async (database: OutboxDatabase, rows: Run): Promise<Log> => {
  const [first] = rows;
  const held = await heldBefore(database, first);
  return {
    grid: first.grid,
    from: first.n,
    prevHash: first.prev,
    hash: (rows.at(-1) ?? first).hash,
    events: rows.map((row) => row.event),
    ...(held === undefined ? {} : { heldBefore: held }),
    ...epochOf(rows),
  };
};

/** HAND-2. @param rows of one device, by grid and number */
const runsOf = (rows: readonly StoredEvent[]): Run[] => {
  const runs: Run[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += encoder.encode(canonicalJson(row.event)).length;
    if (bytes > mostBytes) break;
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isNext = last?.grid === row.grid && last.n + 1 === row.n && last.hash === row.prev;
    const follows = isNext && last.epoch === row.epoch;
    if (follows && run !== undefined && run.length < mostEvents) run.push(row);
    else runs.push([row]);
  }
  return runs.slice(0, mostLogs);
};

const readPending = async (database: OutboxDatabase, device: DeviceId): Promise<StoredEvent[]> => {
  // Rows of one state come in the order of their keys: device, grid, number.
  const pending = await database.events.where('state').equals('pending').toArray();
  return pending.filter((row) => row.device === device);
};

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** No two bundles of a phone have one name. */
const nameOf = async (database: OutboxDatabase, label: BundleLabel): Promise<string> => {
  const day = dayOf(label.madeAt);
  const count = ((await readNote<number>(database, 'packed')) ?? 0) + 1;
  await writeNote(database, 'packed', count);
  return `gridsweep-${label.device}-${day}-${count}.gsw`;
};

type From = { device: DeviceId; server: string; epoch: string; sealKey: string };

/** As many of the first events as the server takes in one request: all, but for a queue of many thousands. */
const sealMost = async (
  subtle: SubtleCrypto,
  by: { database: OutboxDatabase; from: From; keys: DeviceKeys; nowMs: number },
  rows: readonly StoredEvent[],
): Promise<{ label: BundleLabel; bundle: Bundle }> => {
  const { device, server, epoch, sealKey } = by.from;
  const logs = await Promise.all(runsOf(rows).map((run) => logOf(by.database, run)));
  const events = logs.reduce((sum, log) => sum + log.events.length, 0);
  const label: BundleLabel = {
    ...{ format: 'gridsweep-bundle', v: 1, server, epoch, device, madeAt: by.nowMs, events },
  };
  const bundle = await sealBundle(subtle, { sealKey, keys: by.keys }, { label, logs });
  if (bundle.sealed.length <= mostSealed || events < 2) return { label, bundle };
  return sealMost(subtle, by, rows.slice(0, Math.ceil(events / 2)));
};

/** Null when nothing is pending. @throws PackRefused (as rejection), HAND-3 */
export const packPending = async (
  database: OutboxDatabase,
  from: From,
  nowMs: number,
): Promise<Packed | null> => {
  const rows = await readPending(database, from.device);
  if (rows.length === 0) return null;
  const subtle = subtleOf();
  if (subtle === undefined || typeof CompressionStream === 'undefined')
    throw new PackRefused(oldBrowser);
  const keys = await readDeviceKeys(database, from.device);
  if (keys === undefined || from.sealKey === '') throw new PackRefused(noKeyYet);
  const { label, bundle } = await sealMost(subtle, { database, from, keys, nowMs }, rows);
  const bytes = encoder.encode(canonicalJson(bundle));
  return { label, bytes, fileName: await nameOf(database, label) };
};
