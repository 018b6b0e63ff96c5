// What the load generator, a process of its own, is asked and answers.

import type { TownPhone } from './town.ts';

export type Job =
  /** Every phone on a connection of its own sends so many pushes, one after another, as fast as it is answered. */
  | {
      kind: 'pushes';
      origin: string;
      phones: TownPhone[];
      pushes: number;
      events: number;
      households: number;
    }
  /** Each phone comes at a moment by chance, sends, pulls, and stays on the stream until the job ends. */
  | {
      kind: 'storm';
      origin: string;
      phones: TownPhone[];
      events: number;
      households: number;
      withinMs: number;
    }
  /** Opens a stream for every phone and keeps it. */
  | { kind: 'listen'; origin: string; phones: TownPhone[] }
  /** One push; measures until every open stream has heard of it. */
  | { kind: 'poke'; origin: string; phone: TownPhone; households: number }
  | {
      kind: 'calls';
      origin: string;
      phone: TownPhone;
      path: string;
      body?: unknown;
      times: number;
    };

/** `latencies` of answers of 200, ms. `acknowledged`: events with a verdict. */
export type Report = {
  ms: number;
  latencies: number[];
  acknowledged: number;
  /** Requests that were turned away with a time to come again, and came again. */
  refused: number;
  /** Requests without an answer within the phone's own patience, or cut. */
  failed: number;
  streams: number;
};
