import { hash, randomBytes } from 'node:crypto';
import type { Sha256 } from '#core/merge/chain.ts';

/** SHA-256 over the UTF-8 bytes of a text, for the core's functions. */
export const sha256: Sha256 = (text) => hash('sha256', text, 'buffer');

/** 64 lower-case hex digits. */
export const sha256Hex = (text: string): string => hash('sha256', text, 'hex');

/** 256 random bits, 43 characters of base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

const letters = 'abcdefghijklmnopqrstuvwxyz';
const base32 = `${letters}234567`;

/** `length` characters of a–z and 2–7, 5 bits each. */
export const randomBase32 = (length: number): string =>
  Array.from(randomBytes(length), (byte) => base32[byte & 31]).join('');

/** Five characters of a–z and 2–7, the first a letter. */
export const newDeviceId = (): string =>
  `${letters[(randomBytes(2).readUInt16BE() * 26) >> 16]}${randomBase32(4)}`;
