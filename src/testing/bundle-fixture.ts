// Bundles as phones make them, for tests of the server: sealed and signed layer by layer as schema/bundle.ts says it,
// beside the phone's own code, whose bundles data/hand-over/hand-over.test.ts hands to the server.

import { createHash, webcrypto } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { canonicalJson } from '#core/merge/canonical.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import type { Context } from '#server/services/context.ts';
import { sealPointOf } from '#server/services/seal.ts';
import { authenticate, createInvitation, enrol, type Session } from '#server/services/sessions.ts';
import type { DeviceLog, ServerFixture } from './server-fixture.ts';

const { subtle } = webcrypto;
const signing = { name: 'ECDSA', namedCurve: 'P-256' };
const agreeing = { name: 'ECDH', namedCurve: 'P-256' };
const purpose = 'gridsweep-bundle-1';

type Bytes = Uint8Array<ArrayBuffer>;
type Log = BundleContent['logs'][number];
type Keys = { privateKey: webcrypto.CryptoKey; publicText: string };
export type SigningPhone = { token: string; session: Session; keys: Keys };

const textOf = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('base64url');

const makeKeys = async (): Promise<Keys> => {
  const { privateKey, publicKey } = await subtle.generateKey(signing, true, ['sign', 'verify']);
  return { privateKey, publicText: textOf(await subtle.exportKey('raw', publicKey)) };
};

/** Enrols a new device of somebody, with a key. */
export const signInWithKey = async (
  { context }: Pick<ServerFixture, 'context'>,
  staff: string,
): Promise<SigningPhone> => {
  const keys = await makeKeys();
  const code = await createInvitation(context, staff);
  const { token } = await enrol(context, { code, device: 'Test', key: keys.publicText });
  return { token, session: await authenticate(context, token), keys };
};

/** What of a log is handed over: events `from` … `to`. */
export const logOf = (log: DeviceLog, from = 1, to = log.events.length): Log => ({
  ...log.request(from, to),
  hash: log.hashAt(to),
});

/** What the device signs. */
export const signedTextOf = (label: BundleLabel, logs: readonly Log[]): string => {
  const ends = logs.map(({ grid, from, prevHash, hash }) => ({ grid, from, prevHash, hash }));
  return `${purpose}\n${canonicalJson({ label, logs: ends })}`;
};

const labelOf = (
  { server, epoch }: Context,
  device: string,
  changes: Partial<BundleLabel>,
): BundleLabel => ({
  format: 'gridsweep-bundle',
  v: 1,
  server,
  epoch,
  device,
  madeAt: 1_581_300_000_000,
  events: 1,
  ...changes,
});

/** @param changes of the label, before it is signed and sealed */
export const makeBundle = async (
  context: Context,
  { session, keys }: Pick<SigningPhone, 'keys'> & { session: Pick<Session, 'device'> },
  { logs, changes = {} }: { logs: Log[]; changes?: Partial<BundleLabel> },
): Promise<Bundle> => {
  const events = logs.reduce((sum, log) => sum + log.events.length, 0);
  const label = labelOf(context, session.device, { events, ...changes });
  const text = Buffer.from(signedTextOf(label, logs));
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = textOf(await subtle.sign(algorithm, keys.privateKey, text));
  return sealFresh(context, label, gzipSync(canonicalJson({ logs, signature })));
};

/** A bundle whose seal is sound and whose content is anything. */
export const sealAnything = (
  context: Context,
  { session }: SigningPhone,
  content: Bytes,
): Promise<Bundle> => sealFresh(context, labelOf(context, session.device, {}), content);

const sealFresh = async (
  { sealKey }: Context,
  label: BundleLabel,
  content: Bytes,
): Promise<Bundle> => {
  const own = await subtle.generateKey(agreeing, true, ['deriveBits']);
  const secret = await deriveSecret(own.privateKey, sealPointOf(sealKey.publicJwk));
  const { sealed, sum } = await sealWith(secret, label, content);
  return { label, ephemeral: textOf(await subtle.exportKey('raw', own.publicKey)), sealed, sum };
};

/** ECDH of a private key with a raw point, base64url. */
export const deriveSecret = async (own: webcrypto.CryptoKey, point: string): Promise<Bytes> => {
  const theirs = await subtle.importKey(
    'raw',
    Buffer.from(point, 'base64url'),
    agreeing,
    false,
    [],
  );
  return new Uint8Array(await subtle.deriveBits({ name: 'ECDH', public: theirs }, own, 256));
};

/** The innermost step of sealing. @param secret of ECDH */
export const sealWith = async (
  secret: Bytes,
  label: BundleLabel,
  content: Bytes,
): Promise<{ key: string; sealed: string; sum: string }> => {
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = Buffer.from(purpose);
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
