// The device log's hash chain: hash_n = SHA-256(hash_{n-1} ‖ canonical JSON of event n), hashes written as 64 lower-case
// hex digits and fed into the next hash as that text. CHAIN-1: whoever knows hash_n knows that nothing before n was
// changed, left out or put in. SHA-256 itself is handed in: node:crypto on the server, pure JavaScript on the phone,
// where the platform's own is asynchronous and would end the IndexedDB transaction.

import { canonicalJson } from './canonical.ts';

/** SHA-256 over the UTF-8 bytes of a text; 32 bytes. */
export type Sha256 = (text: string) => Uint8Array;

/** The hash before the first event. */
export const chainStart = '0'.repeat(64);

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export const hexOf = (bytes: Uint8Array): string => {
  let hex = '';
  for (const byte of bytes) hex += hexOfByte[byte];
  return hex;
};

/** @param prev hash before this event, `chainStart` for the first @param event the whole event, envelope and body */
export const nextHash = (sha256: Sha256, prev: string, event: object): string =>
  hexOf(sha256(prev + canonicalJson(event)));
