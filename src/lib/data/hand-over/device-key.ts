// The key with which this phone signs what it hands over. KEY-1: the private part cannot be read out of the browser; it is
// kept as an object of the platform in the outbox's database. KEY-2: the key lives as long as the device's sign-in is kept:
// whoever goes on with the same device goes on with its key, or bundles under way could not be verified any more.

import type { DeviceId } from '#core/ids.ts';
import { deleteNote, readNote, writeNote } from '../outbox/outbox-rows.ts';
import type { OutboxDatabase } from '../outbox/outbox-database-dexie.ts';
import { bytesToBase64Url } from './base64url.ts';

/** `publicText`: as the protocol's `DeviceKey` wants it. */
export type DeviceKeys = { privateKey: CryptoKey; publicText: string };

const noteKey = 'device-key';
const kind = { name: 'ECDSA', namedCurve: 'P-256' };

/** Undefined where the browser has no keys: no secure context, or too old. */
export const subtleOf = (): SubtleCrypto | undefined =>
  (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;

/** Null where the browser has no keys. */
export const makeDeviceKeys = async (): Promise<DeviceKeys | null> => {
  const subtle = subtleOf();
  if (subtle === undefined) return null;
  const { privateKey, publicKey } = await subtle.generateKey(kind, false, ['sign', 'verify']);
  const point = new Uint8Array(await subtle.exportKey('raw', publicKey));
  return { privateKey, publicText: bytesToBase64Url(point) };
};

type Kept = DeviceKeys & { device: DeviceId };

/** The keys under which the server knows this device; undefined when it knows none. */
export const readDeviceKeys = async (
  database: OutboxDatabase,
  device: DeviceId,
): Promise<DeviceKeys | undefined> => {
  const kept = await readNote<Kept>(database, noteKey);
  return kept?.device === device ? kept : undefined;
};

/** Null: the server was told of none. */
export const writeDeviceKeys = (
  database: OutboxDatabase,
  device: DeviceId,
  keys: DeviceKeys | null,
): Promise<void> =>
  keys === null
    ? deleteNote(database, noteKey)
    : writeNote(database, noteKey, { ...keys, device } satisfies Kept);
