// Time of a simulated world. What is due in the same millisecond begins together and interleaves; whatever it sets off comes
// to rest before time goes on, so a run is the same every time.

import type { Timer } from '../browser/life.ts';

type Happening = { at: number; order: number; run: () => void };

export type Clock = {
  now(): number;
  later(waitMs: number, run: () => void): Timer;
  runUntil(at: number): Promise<void>;
};

const isBefore = (left: Happening, right: Happening): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order);

const insert = (queue: Happening[], happening: Happening): void => {
  let [low, high] = [0, queue.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = queue[middle];
    if (other !== undefined && isBefore(other, happening)) low = middle + 1;
    else high = middle;
  }
  queue.splice(low, 0, happening);
};

/** @param atRest resolves when nothing goes on any more */
export const createClock = (start: number, atRest: () => Promise<void>): Clock => {
  const queue: Happening[] = [];
  let now = start;
  let order = 0;
  const takeDue = (): (() => void)[] => {
    const due: (() => void)[] = [];
    while (queue[0] !== undefined && queue[0].at <= now)
      due.push(queue.shift()?.run ?? (() => undefined));
    return due;
  };
  return {
    now: () => now,
    later(waitMs, run) {
      const happening = { at: now + Math.max(0, Math.ceil(waitMs)), order: (order += 1), run };
      insert(queue, happening);
      return {
        cancel: () => {
          const at = queue.indexOf(happening);
          if (at >= 0) queue.splice(at, 1);
        },
      };
    },
    async runUntil(until) {
      const at = Math.ceil(until);
      await atRest();
      while (queue[0] !== undefined && queue[0].at <= at) {
        now = Math.max(now, queue[0].at);
        for (const run of takeDue()) run();
        await atRest();
      }
      now = Math.max(now, at);
    },
  };
};
