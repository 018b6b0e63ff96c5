// Bundles as phones make them, for tests of the server: sealed and signed by the phone's own code.

import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/merge/canonical.ts';
import { makeDeviceKeys, subtleOf, type DeviceKeys } from '#data/hand-over/device-key.ts';
import { sealBundle } from '#data/hand-over/seal.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import type { Context } from '#server/services/context.ts';
import { sealPointOf } from '#server/services/seal.ts';
import { authenticate, createInvitation, enrol, type Session } from '#server/services/sessions.ts';
import type { DeviceLog, ServerFixture } from './server-fixture.ts';

export type SigningPhone = { token: string; session: Session; keys: DeviceKeys };

/** Enrols a new device of somebody, with a key. */
export const signInWithKey = async (
  { context }: Pick<ServerFixture, 'context'>,
  staff: string,
): Promise<SigningPhone> => {
  const keys = await makeDeviceKeys();
  if (keys === null) throw new Error('no keys here');
  const code = await createInvitation(context, staff);
  const { token } = await enrol(context, { code, device: 'Test', key: keys.publicText });
  return { token, session: await authenticate(context, token), keys };
};

/** What of a log is handed over: events `from` … `to`. */
export const logOf = (log: DeviceLog, from = 1, to = log.events.length): Log => ({
  ...log.request(from, to),
  hash: log.hashAt(to),
});
type Log = BundleContent['logs'][number];

/** @param changes of the label, before it is signed and sealed */
export const makeBundle = (
  { server, epoch, sealKey }: Context,
  { session, keys }: Pick<SigningPhone, 'keys'> & { session: Pick<Session, 'device'> },
  { logs, changes = {} }: { logs: Log[]; changes?: Partial<BundleLabel> },
): Promise<Bundle> => {
  const subtle = subtleOf();
  if (subtle === undefined) throw new Error('no keys here');
  const label: BundleLabel = {
    format: 'gridsweep-bundle',
    v: 1,
    server,
    epoch,
    device: session.device,
    madeAt: 1_581_300_000_000,
    events: logs.reduce((sum, { events }) => sum + events.length, 0),
    ...changes,
  };
  return sealBundle(subtle, { sealKey: sealPointOf(sealKey.publicJwk), keys }, { label, logs });
};

/** A bundle whose seal is sound and whose content is anything: sealed layer by layer, beside the phone's code. */
export const sealAnything = async (
  context: Context,
  { session }: SigningPhone,
  content: Uint8Array<ArrayBuffer>,
): Promise<Bundle> => {
  const { subtle } = globalThis.crypto;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const point = Buffer.from(sealPointOf(context.sealKey.publicJwk), 'base64url');
  const theirs = await subtle.importKey('raw', point, curve, false, []);
  const own = await subtle.generateKey(curve, true, ['deriveBits']);
  const secret = await subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
  const label: BundleLabel = {
    format: 'gridsweep-bundle',
    v: 1,
    server: context.server,
    epoch: context.epoch,
    device: session.device,
    madeAt: 1,
    events: 1,
  };
  const { sealed, sum } = await sealWith(new Uint8Array(secret), label, content);
  const ephemeral = Buffer.from(await subtle.exportKey('raw', own.publicKey)).toString('base64url');
  return { label, ephemeral, sealed, sum };
};

/** The innermost step of sealing, as schema/bundle.ts says it. @param secret of ECDH */
export const sealWith = async (
  secret: Uint8Array<ArrayBuffer>,
  label: BundleLabel,
  content: Uint8Array<ArrayBuffer>,
): Promise<{ key: string; sealed: string; sum: string }> => {
  const { subtle } = globalThis.crypto;
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = Buffer.from('gridsweep-bundle-1');
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const bits = await subtle.deriveBits(hkdf, material, 256);
  const key = await subtle.importKey('raw', bits, 'AES-GCM', false, ['encrypt']);
  const additionalData = Buffer.from(canonicalJson(label));
  const cipher = { name: 'AES-GCM', iv: new Uint8Array(12), additionalData };
  const sealed = Buffer.from(await subtle.encrypt(cipher, key, content));
  return {
    key: Buffer.from(bits).toString('hex'),
    sealed: sealed.toString('base64url'),
    sum: createHash('sha256').update(sealed).digest('hex'),
  };
};
