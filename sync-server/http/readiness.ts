// Whether this process should be sent work. READY-1: it is ready when the store has just been read and written, within a
// time, when the disk has room for more, and when it is not ending. READY-2: however often it is asked, it is looked
// at once a second at most.

import { statfs } from 'node:fs/promises';
import type { Context } from '../services/context.ts';

export type Readiness = 'ok' | 'storage-failed' | 'disk-full' | 'shutting-down';

const keptMs = 1000;
const patienceMs = 2000;

type Watched = {
  context: Context;
  /** The folder that must have room; undefined where the store is elsewhere. */
  dataDir: string | undefined;
  leastFreeBytes: number;
  /** Told why the store is not well. */
  onFault: (error: unknown) => void;
};

/** Asks, or repeats an answer of the last second. */
export const createReadiness = (watched: Watched): (() => Promise<Readiness>) => {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Readiness> | undefined;
  return () => {
    const at = performance.now();
    if (answer === undefined || at - askedAt > keptMs) {
      askedAt = at;
      answer = look(watched);
    }
    return answer;
  };
};

const look = async ({ context, dataDir, leastFreeBytes, onFault }: Watched): Promise<Readiness> => {
  try {
    await within(context.storage.check(), patienceMs);
    if (dataDir === undefined) return 'ok';
    const { bavail, bsize } = await statfs(dataDir);
    return bavail * bsize < leastFreeBytes ? 'disk-full' : 'ok';
  } catch (error) {
    onFault(error);
    return 'storage-failed';
  }
};

const within = async (work: Promise<void>, ms: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RangeError('the store did not answer in time')), ms);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
};
