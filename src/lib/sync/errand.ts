// Small things that the phone owes the server beside events and fetches: bundles of colleagues, receipts, the question
// whether it is known. ERRAND-1: one run at a time; who asks meanwhile is heard after it. ERRAND-2: a failed run is repeated
// like a push (RETRY-1, RETRY-2), without an end; a run that ended well waits to be asked again.

import { waitMsAfter } from './backoff.ts';

/** `later`: try again by itself. `atMs`: not before that long, when known. `idle`: nothing to do until woken. */
export type ErrandEnd = { kind: 'idle' } | { kind: 'later'; inMs: number | null };

export type Errand = {
  wake(): void;
  /** Resolves when what is under way has ended; nothing runs after it. */
  close(): Promise<void>;
};

export const createErrand = (
  run: () => Promise<ErrandEnd>,
  random: () => number = Math.random,
): Errand => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let isWanted = false;
  let isClosed = false;
  let failures = 0;

  const runOnce = async (): Promise<void> => {
    isWanted = false;
    const end = await run().catch((): ErrandEnd => ({ kind: 'later', inMs: null }));
    failures = end.kind === 'later' ? failures + 1 : 0;
    if (end.kind !== 'later' || isClosed) return;
    timer = setTimeout(wake, waitMsAfter(failures, random(), end.inMs));
  };
  const wake = (): void => {
    isWanted = true;
    if (running !== null || isClosed) return;
    clearTimeout(timer);
    running = runOnce().finally(() => {
      running = null;
      if (isWanted) wake();
    });
  };
  return {
    wake,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
};
