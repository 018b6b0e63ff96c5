// How much of one kind of work a process takes at once. LOAD-1: work in flight is bounded; what comes above waits in a
// short queue, in its order, and what would wait too long is turned away as `overloaded`, before anything of it was
// done: the phone keeps its events and comes again. LOAD-2: who is turned away is told so early, not after a time-out.
// LOAD-5: how much runs at once follows how long it takes: less while it takes longer than `goodRunMs` (another machine, a
// slow disk, a busy database), again more while it does not.

import { Refused } from '../../services/refused.ts';

export type GateLimits = {
  /** Requests that may be between their first line and their answer, slow bodies included. */
  maxAdmitted: number;
  /** Weight of the work that may run at once; a single heavier piece may run alone. */
  maxWeight: number;
  maxWaiting: number;
  maxWaitMs: number;
  goodRunMs: number;
};

/** Under a lasting burden the weight that may run falls by a tenth with each slow piece, but not below this share. */
const leastShare = 1 / 8;

export type Ticket = {
  /** Waits for a place among those who run. Call once. @throws Refused `overloaded` */
  begin(weight: number): Promise<void>;
  /** The work is done, its answer only waits for the line: gives the place back. */
  end(): void;
  /** Answered and gone; also without a begin or an end, and more than once. */
  leave(): void;
};

export type GateCounts = { running: number; waiting: number };
export type Gate = {
  /** @throws Refused `overloaded` when there are too many already */
  admit(): Ticket;
  counts(): GateCounts;
  /** Resolves when nobody is inside. */
  idle(): Promise<void>;
};

type Waiting = { weight: number; start: () => void };

export const createGate = (limits: GateLimits): Gate => {
  const queue: Waiting[] = [];
  let idlers: (() => void)[] = [];
  let admitted = 0;
  let running = 0;
  let weightRunning = 0;
  let weightAllowed = limits.maxWeight;

  const fits = (weight: number): boolean =>
    running === 0 || weightRunning + weight <= weightAllowed;

  const learn = (ranMs: number): void => {
    weightAllowed =
      ranMs > limits.goodRunMs
        ? Math.max(limits.maxWeight * leastShare, weightAllowed * 0.9)
        : Math.min(limits.maxWeight, weightAllowed + 1);
  };

  const run = (weight: number): void => {
    running += 1;
    weightRunning += weight;
  };

  const startWaiting = (): void => {
    for (let next = queue[0]; next !== undefined && fits(next.weight); next = queue[0]) {
      queue.shift();
      run(next.weight);
      next.start();
    }
  };

  const wait = (weight: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = {
        weight,
        start: () => {
          clearTimeout(impatience);
          resolve();
        },
      };
      const impatience = setTimeout(() => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(new Refused('overloaded'));
      }, limits.maxWaitMs);
      queue.push(waiting);
    });

  const begin = async (weight: number): Promise<void> => {
    if (queue.length === 0 && fits(weight)) return run(weight);
    if (queue.length >= limits.maxWaiting) throw new Refused('overloaded');
    return wait(weight);
  };

  const end = (weight: number, ranMs: number): void => {
    learn(ranMs);
    running -= 1;
    weightRunning -= weight;
    startWaiting();
  };

  const leave = (): void => {
    admitted -= 1;
    if (admitted > 0) return;
    for (const idler of idlers) idler();
    idlers = [];
  };

  const createTicket = (): Ticket => {
    let held: { weight: number; at: number } | undefined;
    let isOver = false;
    const endOnce = (): void => {
      if (held !== undefined) end(held.weight, performance.now() - held.at);
      held = undefined;
    };
    return {
      begin: async (weight) => {
        await begin(weight);
        held = { weight, at: performance.now() };
        if (isOver) endOnce();
      },
      end: endOnce,
      leave: () => {
        if (isOver) return;
        isOver = true;
        endOnce();
        leave();
      },
    };
  };

  return {
    admit: () => {
      if (admitted >= limits.maxAdmitted || queue.length >= limits.maxWaiting) {
        throw new Refused('overloaded');
      }
      admitted += 1;
      return createTicket();
    },
    counts: () => ({ running, waiting: queue.length }),
    idle: () =>
      admitted === 0 ? Promise.resolve() : new Promise((resolve) => void idlers.push(resolve)),
  };
};
