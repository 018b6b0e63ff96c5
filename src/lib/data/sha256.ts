// SHA-256 for the phone: synchronous, so that hashing an event does not end the IndexedDB transaction it happens in, and
// there where the platform's own is missing (no secure context).

import { sha256 as hash } from '@noble/hashes/sha2.js';
import type { Sha256 } from '#core/merge/chain.ts';

const encoder = new TextEncoder();

export const sha256: Sha256 = (text) => hash(encoder.encode(text));
