// How long to wait before trying again. RETRY-1: exponential with full jitter (any time up to the ceiling is as likely as
// any other), ceilings from 1 s doubling to 5 min, so that ten thousand phones do not come back in one second. RETRY-2:
// never sooner than the server asked for. RETRY-3: while somebody looks at the page, 30 s is the last ceiling.

const firstCeilingMs = 1000;
const lastCeilingMs = 5 * 60_000;
const visibleCeilingMs = 30_000;
const leastMs = 100;

type WaitMs = (failures: number, random: number, retryAfterMs: number | null) => number;

const waitBelow =
  (mostMs: number): WaitMs =>
  (failures, random, retryAfterMs) => {
    const ceilingMs = Math.min(mostMs, firstCeilingMs * 2 ** Math.max(0, failures - 1));
    return Math.max(leastMs, retryAfterMs ?? 0, Math.floor(random * ceilingMs));
  };

/** @param failures in a row, 1 for the first @param random 0 ≤ r < 1 @param retryAfterMs asked for by the server, or null */
export const waitMsAfter = waitBelow(lastCeilingMs);

/** RETRY-3. */
export const waitMsWhileVisible = waitBelow(visibleCeilingMs);
