// Figures for operators, in Prometheus' text. METER-1: figures are sums; no label names a person, a phone, a grid, a
// door or an address. METER-2: sums over the store are read at most once in `totalsMs`, however often they are asked for.

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RefusalCode, Verdict } from '#schema/protocol.ts';
import type { Context } from '../services/context.ts';
import { workKinds, type Protection } from './load/protection.ts';

const totalsMs = 10_000;
/** A phone that was not heard of for longer is silent, as for the desks. */
const silentAfterMs = 3 * 3_600_000;
const secondsOfBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

export type Meters = {
  /** Verdicts of one push, by whoever it was sent. */
  sawPush(verdicts: readonly Pick<Verdict, 'verdict'>[]): void;
  sawAnswer(answer: { call: string; status: number; seconds: number }): void;
  sawRefusal(code: RefusalCode): void;
  /** The whole text, and its media type. */
  read(): Promise<{ text: string; type: string }>;
};

type Watched = { context: Context; protection: Protection; countStreams: () => number };

/** @param isWholeProcess adds what concerns the process: memory, processor time, lag of the event loop */
export const createMeters = (watched: Watched, isWholeProcess: boolean): Meters => {
  const registry = new Registry();
  const registers = [registry];
  const pushes = new Counter({
    name: 'gridsweep_pushes_total',
    help: 'Pushes that were answered with verdicts',
    registers,
  });
  const verdicts = new Counter({
    name: 'gridsweep_verdicts_total',
    help: 'Fates of events',
    labelNames: ['verdict'] as const,
    registers,
  });
  for (const verdict of ['accepted', 'duplicate', 'rejected', 'quarantined']) {
    verdicts.inc({ verdict }, 0);
  }
  const refusals = new Counter({
    name: 'gridsweep_refusals_total',
    help: 'Requests that were turned away, by code',
    labelNames: ['code'] as const,
    registers,
  });
  const seconds = new Histogram({
    name: 'gridsweep_call_seconds',
    help: 'From the first line of a request to the end of its answer',
    labelNames: ['call', 'status'] as const,
    buckets: secondsOfBuckets,
    registers,
  });
  watchLoad(registers, watched);
  watchTotals(registers, watched.context);
  if (isWholeProcess) collectDefaultMetrics({ register: registry });
  return {
    sawPush: (given) => {
      pushes.inc();
      for (const { verdict } of given) verdicts.inc({ verdict });
    },
    sawAnswer: ({ call, status, seconds: taken }) => {
      if (call !== '' && call !== 'stream') {
        seconds.observe({ call, status: String(status) }, taken);
      }
    },
    sawRefusal: (code) => refusals.inc({ code }),
    read: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
};

const watchLoad = (registers: Registry[], { protection, countStreams }: Watched): void => {
  new Gauge({
    name: 'gridsweep_streams',
    help: 'Open event streams',
    registers,
    collect() {
      this.set(countStreams());
    },
  });
  new Gauge({
    name: 'gridsweep_requests_in_flight',
    help: 'Requests that run or wait for their turn, by kind of work',
    labelNames: ['work', 'state'] as const,
    registers,
    collect() {
      for (const work of workKinds) {
        const { running, waiting } = protection.gates[work].counts();
        this.set({ work, state: 'running' }, running);
        this.set({ work, state: 'waiting' }, waiting);
      }
    },
  });
};

const totals = {
  grids: ['gridsweep_grids', 'Grids'],
  heads: ['gridsweep_heads_sum', 'Sum of the heads of all grids: grows with every change'],
  quarantined: ['gridsweep_quarantined_events', 'Events in quarantine that nobody has settled'],
  rejected: ['gridsweep_rejected_events', 'Events that were stored and not taken'],
  phones: ['gridsweep_phones', 'Phones of teams'],
  silentPhones: ['gridsweep_phones_unheard', 'Phones of teams not heard of for three hours'],
} as const;

const watchTotals = (registers: Registry[], { storage, now }: Context): void => {
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: ReturnType<typeof storage.readTotals> | undefined;
  const readTotals = () => {
    const at = performance.now();
    if (reading === undefined || at - readAt > totalsMs) {
      readAt = at;
      reading = storage.readTotals(now() - silentAfterMs);
      reading.catch(() => (reading = undefined));
    }
    return reading;
  };
  for (const [key, [name, help]] of Object.entries(totals)) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        // A store that does not answer must not hide the other figures.
        const found = await readTotals().catch(() => undefined);
        this.set(found === undefined ? Number.NaN : found[key as keyof typeof totals]);
      },
    });
  }
};
