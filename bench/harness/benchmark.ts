// What a benchmark is: it measures, and hands back figures; whether a promise was kept is said in one place, here.
//
// BENCH-1: a promise is a ratio against a floor that was measured in the same run, or a most that a figure may be where
// no floor makes sense. BENCH-2: a figure is the median of its samples, at least five of them.

import type { Bare } from './bare.ts';
import type { BenchPhone } from './phone.ts';
import type { Seed } from '../../tests/e2e/harness/seeded-folder.ts';
import type { Server } from '../../tests/e2e/harness/server.ts';

export type Unit =
  'ms' | 's' | 'kB' | 'KiB' | 'MiB' | 'B' | 'docs/s' | 'events/s' | 'events' | 'requests';

/**
 * `ratio`: ours over floor at most so much; `times`: at least so much, where more is better. `most`: ours itself, in its
 * unit. `none`: shown for orientation, promises nothing.
 */
export type Promised =
  | { kind: 'ratio'; most: number }
  | { kind: 'times'; least: number }
  | { kind: 'most'; most: number }
  | { kind: 'none' };

export type Figure = {
  what: string;
  unit: Unit;
  /** Median of what the product took. */
  ours: number;
  /** Median of what the platform itself, or the other product, takes for the same; null where there is no such thing. */
  floor: number | null;
  promised: Promised;
};

/** What a benchmark is given; whatever it makes with this is ended and removed after it. */
export type Bench = {
  /** How many samples each figure takes, at least 5. */
  samples: number;
  /** One line of progress for whoever waits. */
  say(line: string): void;
  /** Whether other products are measured, too. */
  hasPeers: boolean;
  /** A real server process with data of these seeds, started. @param options.app folder of a page instead of the app's */
  server(seed: Seed, options?: { app?: string }): Promise<Server>;
  /** A server of the benchmarks' own, see bare.ts, started. @param script path from the root */
  process(script: string): Promise<Bare>;
  /** Chromium with an empty profile on disk, not started. */
  phone(): BenchPhone;
};

export type Benchmark = {
  name: string;
  /** One line: from where to where. */
  what: string;
  /** One line: the promise of it. */
  promise: string;
  /** Compares with other products, which are installed first: only with --peers. */
  isPeer?: boolean;
  run(bench: Bench): Promise<Figure[]>;
};

/** Ours over floor; null without a floor. */
export const ratioOf = ({ ours, floor }: Figure): number | null =>
  floor === null ? null : ours / floor;

/** BENCH-1. Null when nothing was promised. */
export const isKept = (figure: Figure): boolean | null => {
  const { promised, ours } = figure;
  if (promised.kind === 'none') return null;
  if (promised.kind === 'most') return ours <= promised.most;
  const ratio = ratioOf(figure);
  if (ratio === null) return false;
  return promised.kind === 'times' ? ratio >= promised.least : ratio <= promised.most;
};
