// Proof that two sides hold the same documents: Σ SHA-256(id ‖ rev) mod 2¹²⁸ over a grid's collection (sync.md). A sum, not
// XOR, so that a document counted twice does not vanish; incremental, so that it costs one hash per change. MERGE-2: equal
// digests and counts mean the same documents, bit for bit. `rev` is the hex SHA-256 of the document's canonical JSON,
// its `seq` included.

import { canonicalJson } from './canonical.ts';
import { hexOf, type Sha256 } from './chain.ts';

const modulus = 1n << 128n;

export const emptyDigest = 0n;

/** @param document any stored document, complete, with its `seq` */
export const revOf = (sha256: Sha256, document: object): string =>
  hexOf(sha256(canonicalJson(document)));

/** What one document adds to the digest: the first 16 bytes, big endian, of SHA-256(id + newline + rev). */
export const termOf = (sha256: Sha256, id: string, rev: string): bigint =>
  BigInt(`0x${hexOf(sha256(`${id}\n${rev}`).subarray(0, 16))}`);

export const addTerm = (digest: bigint, term: bigint): bigint => (digest + term) % modulus;

export const removeTerm = (digest: bigint, term: bigint): bigint =>
  (digest - term + modulus) % modulus;

/** 32 lower-case hex digits. */
export const digestText = (digest: bigint): string => digest.toString(16).padStart(32, '0');

/** @param text 32 hex digits, as `digestText` writes them */
export const parseDigest = (text: string): bigint => BigInt(`0x${text}`);

export const bucketCount = 64;

/** The bucket, 0–63, in which a document is searched for when digests disagree: first byte of SHA-256(id), its upper six bits. */
export const bucketOf = (sha256: Sha256, id: string): number => (sha256(id)[0] ?? 0) >> 2;
