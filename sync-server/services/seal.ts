// Opening what phones have sealed for this district (schema/bundle.ts): the layers from the outside in. SEAL-3: whatever
// does not open is a bad bundle; nothing of its content is said, and nothing unpacks beyond `maxContentBytes`.

import { webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { canonicalJson } from '#core/merge/canonical.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import { Refused } from './refused.ts';

const { subtle } = webcrypto;
const unzip = promisify(gunzip);
const curve = { name: 'ECDH', namedCurve: 'P-256' };
const purpose = 'gridsweep-bundle-1';
/** As much as a push may unpack to. */
const maxContentBytes = 8 * 1024 * 1024;

const bytesOf = (text: string): Buffer<ArrayBuffer> => Buffer.from(text, 'base64url');
const utf8 = (text: string): Buffer<ArrayBuffer> => Buffer.from(text, 'utf8');
const bad = (where: string): Refused => new Refused('bad-bundle', where);

/** The public half of the pair as the protocol gives it: the raw point, base64url. */
export const sealPointOf = (publicJwk: string): string => {
  const { x = '', y = '' } = JSON.parse(publicJwk) as webcrypto.JsonWebKey;
  return Buffer.concat([Buffer.from([4]), bytesOf(x), bytesOf(y)]).toString('base64url');
};

/** The key that only this phone and this server can find. @throws when the point is none */
const findKey = async (privateJwk: string, ephemeral: string): Promise<webcrypto.CryptoKey> => {
  const jwk = JSON.parse(privateJwk) as webcrypto.JsonWebKey;
  const own = await subtle.importKey('jwk', jwk, curve, false, ['deriveBits']);
  const other = await subtle.importKey('raw', bytesOf(ephemeral), curve, false, []);
  const secret = await subtle.deriveBits({ name: 'ECDH', public: other }, own, 256);
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(purpose) };
  const cipher = { name: 'AES-GCM', length: 256 };
  return subtle.deriveKey(derivation, material, cipher, false, ['decrypt']);
};

/** The text of a bundle's content, not yet looked at. @throws Refused `bad-bundle` */
export const unseal = async (
  privateJwk: string,
  { label, ephemeral, sealed, sum }: Bundle,
): Promise<string> => {
  const bytes = bytesOf(sealed);
  const digest = Buffer.from(await subtle.digest('SHA-256', bytes)).toString('hex');
  if (digest !== sum) throw bad('sum');
  const cipher = {
    name: 'AES-GCM',
    iv: new Uint8Array(12),
    additionalData: utf8(canonicalJson(label)),
  };
  const zipped = await findKey(privateJwk, ephemeral)
    .then((key) => subtle.decrypt(cipher, key, bytes))
    .catch(() => Promise.reject(bad('sealed')));
  try {
    const content = (await unzip(zipped, { maxOutputLength: maxContentBytes })) as Buffer;
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw bad('sealed');
  }
};

/** Whether the device signed what the label and the logs' ends say. @param publicKey as the protocol's `DeviceKey` */
export const isSigned = async (
  publicKey: string,
  label: BundleLabel,
  { logs, signature }: BundleContent,
): Promise<boolean> => {
  const ends = logs.map(({ grid, from, prevHash, hash }) => ({ grid, from, prevHash, hash }));
  const text = `${purpose}\n${canonicalJson({ label, logs: ends })}`;
  const kind = { name: 'ECDSA', namedCurve: 'P-256' };
  try {
    const key = await subtle.importKey('raw', bytesOf(publicKey), kind, false, ['verify']);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    return await subtle.verify(algorithm, key, bytesOf(signature), utf8(text));
  } catch {
    return false;
  }
};
