// Chance from a seed: everything random in a run, the server's secrets and ids included.

import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** 0 ≤ r < 1; mulberry32 (Tommy Ettinger, public domain). */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

let bytesFrom: (() => number) | null = null;
const ownBytes = crypto.randomBytes;
const seededBytes = (size: number): Buffer => {
  const draw = bytesFrom;
  return draw === null
    ? ownBytes(size)
    : Buffer.from(Array.from({ length: size }, () => Math.floor(draw() * 256)));
};
Object.assign(crypto, { randomBytes: seededBytes });
syncBuiltinESMExports();
const ownRandom = Math.random;
Math.random = () => bytesFrom?.() ?? ownRandom();

/** From now on the server's secrets come from here; null for true ones. */
export const drawSecretsFrom = (chance: (() => number) | null): void => {
  bytesFrom = chance;
};
