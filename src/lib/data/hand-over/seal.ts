// The layers of a bundle (schema/bundle.ts), from the inside out: gzip, a seal that only the server can open, and a sum by
// which damage is found. SEAL-1: the carrier learns the label and nothing else. SEAL-2: whoever changes the label or a
// single bit of the content makes a bundle that the server refuses.

import { canonicalJson } from '#core/merge/canonical.ts';
import { hexOf } from '#core/merge/chain.ts';
import type { Bundle, BundleContent, BundleLabel } from '#schema/bundle.ts';
import { base64UrlToBytes, bytesToBase64Url } from './base64url.ts';
import type { DeviceKeys } from './device-key.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const curve = { name: 'ECDH', namedCurve: 'P-256' };
const purpose = 'gridsweep-bundle-1';

const gzip = async (plain: Bytes): Promise<Bytes> => {
  const zipped = new Blob([plain]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
};

/** SHA-256 of sealed bytes, hex. */
export const sumOf = async (subtle: SubtleCrypto, sealed: Bytes): Promise<string> =>
  hexOf(new Uint8Array(await subtle.digest('SHA-256', sealed)));

type Logs = BundleContent['logs'];

/** What the signature is over: label and chain prove every event. */
const signedText = (label: BundleLabel, logs: Logs): string =>
  `${purpose}\n${canonicalJson({
    label,
    logs: logs.map(({ grid, from, prevHash, hash }) => ({ grid, from, prevHash, hash })),
  })}`;

const sign = async (
  subtle: SubtleCrypto,
  { privateKey }: DeviceKeys,
  text: string,
): Promise<string> => {
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
  const signature = await subtle.sign(algorithm, privateKey, encoder.encode(text));
  return bytesToBase64Url(new Uint8Array(signature));
};

/** A key for one bundle alone, and the point from which the server finds the same. */
const freshKey = async (
  subtle: SubtleCrypto,
  sealKey: string,
): Promise<{ key: CryptoKey; ephemeral: string }> => {
  const server = await subtle.importKey('raw', base64UrlToBytes(sealKey), curve, false, []);
  const own = await subtle.generateKey(curve, false, ['deriveBits']);
  const derivation = { name: 'ECDH', public: server };
  const secret = await subtle.deriveBits(derivation, own.privateKey, 256);
  const material = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const hkdf = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(purpose),
  };
  const key = await subtle.deriveKey(hkdf, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
  ]);
  const point = new Uint8Array(await subtle.exportKey('raw', own.publicKey));
  return { key, ephemeral: bytesToBase64Url(point) };
};

/** Signs and seals. Rejects when the server's key is none. */
export const sealBundle = async (
  subtle: SubtleCrypto,
  to: { sealKey: string; keys: DeviceKeys },
  { label, logs }: { label: BundleLabel; logs: Logs },
): Promise<Bundle> => {
  const signature = await sign(subtle, to.keys, signedText(label, logs));
  const content = await gzip(encoder.encode(canonicalJson({ logs, signature })));
  const { key, ephemeral } = await freshKey(subtle, to.sealKey);
  const cipher = {
    name: 'AES-GCM',
    iv: new Uint8Array(12),
    additionalData: encoder.encode(canonicalJson(label)),
  };
  const sealed = new Uint8Array(await subtle.encrypt(cipher, key, content));
  return {
    label,
    ephemeral,
    sealed: bytesToBase64Url(sealed),
    sum: await sumOf(subtle, sealed),
  };
};
