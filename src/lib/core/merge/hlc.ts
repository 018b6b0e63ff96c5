// Hybrid logical clock (Kulkarni et al., "Logical Physical Clocks", 2014): later than everything this device has made or
// seen, close to its wall clock, whatever the wall clock does. CLOCK-1: ticks of a device strictly grow. CLOCK-2: a
// phone's clock is never a reason to refuse; for ordering it counts at most five minutes past receipt.

import type { Hlc } from '../event/event.ts';

const maxCounter = 65_535;
/** A clock further ahead than this is not followed when ordering, ms. */
export const maxAheadMs = 5 * 60_000;

export const hlcStart: Hlc = [0, 0];

/** < 0 when `left` is earlier. */
export const compareHlc = (left: Hlc, right: Hlc): number =>
  left[0] - right[0] || left[1] - right[1];

const after = (last: Hlc): Hlc =>
  last[1] < maxCounter ? [last[0], last[1] + 1] : [last[0] + 1, 0];

/** The next own time. @param last the greatest time made or seen (persisted) @param nowMs the wall clock */
export const tickHlc = (last: Hlc, nowMs: number): Hlc =>
  nowMs > last[0] ? [nowMs, 0] : after(last);

/** The greatest time known, after hearing of another's. */
export const observeHlc = (last: Hlc, other: Hlc): Hlc =>
  compareHlc(other, last) > 0 ? other : last;

/** CLOCK-2: the ms by which an event is ordered. @param receivedAt the server's clock, ms */
export const orderMsOf = (hlc: Hlc, receivedAt: number): number =>
  Math.min(hlc[0], receivedAt + maxAheadMs);
