// What protects a process from more than it can do. Of our own and not @fastify/rate-limit or @fastify/under-pressure:
// those count requests in fixed windows or look at the process as a whole, while here a push must wait behind pushes
// only, for a bounded time, weighed by what it brings, with the refusals and the words of the protocol.

import { Refused } from '../../services/refused.ts';
import { createBuckets, type BucketLimits } from './buckets.ts';
import { createByteBudget, type ByteBudget } from './byte-budget.ts';
import { createGate, type Gate, type GateLimits } from './gate.ts';

/** Kinds of work that do not wait for each other. What operators ask is never turned away. */
export const workKinds = ['push', 'read', 'other', 'operator'] as const;
export type WorkKind = (typeof workKinds)[number];

export type Limits = {
  gates: Record<WorkKind, GateLimits>;
  device: BucketLimits;
  /** Failed sign-ins of one address; behind one address of a mobile network sit thousands of phones. */
  signIn: BucketLimits;
  bodyBytes: number;
  streams: number;
};

/** Work that takes longer than this is too much at once, ms. */
const goodRunMs = 400;

/**
 * One unit of weight is a request, or 256 bytes of a larger body as sent: about five events. What runs and what waits is
 * what a process can do within two seconds; who comes above is better sent away at once.
 */
export const defaultLimits: Limits = {
  gates: {
    push: { maxAdmitted: 320, maxWeight: 128, maxWaiting: 128, maxWaitMs: 1000, goodRunMs },
    read: { maxAdmitted: 1024, maxWeight: 64, maxWaiting: 512, maxWaitMs: 2000, goodRunMs },
    other: { maxAdmitted: 512, maxWeight: 64, maxWaiting: 256, maxWaitMs: 2000, goodRunMs },
    operator: { maxAdmitted: 64, maxWeight: 64, maxWaiting: 1, maxWaitMs: 1000, goodRunMs },
  },
  device: { size: 400, perSecond: 20 },
  signIn: { size: 60, perSecond: 0.5 },
  bodyBytes: 64 * 1024 * 1024,
  streams: 20_000,
};

export type Protection = {
  gates: Readonly<Record<WorkKind, Gate>>;
  body: ByteBudget;
  limits: Limits;
  /** @throws Refused `too-many` */
  admitDevice(device: string): void;
  /** Runs an attempt to sign in; those with a wrong code count, a right one is never turned away for them. @throws Refused `too-many`, or what the attempt throws */
  trySignIn<Result>(address: string, attempt: () => Promise<Result>): Promise<Result>;
  /** Resolves when no work is in flight. */
  idle(): Promise<void>;
};

export const createProtection = (limits: Limits): Protection => {
  const now = (): number => performance.now();
  const gates = {
    push: createGate(limits.gates.push),
    read: createGate(limits.gates.read),
    other: createGate(limits.gates.other),
    operator: createGate(limits.gates.operator),
  };
  const devices = createBuckets(limits.device, now);
  const addresses = createBuckets(limits.signIn, now);
  return {
    gates,
    body: createByteBudget(limits.bodyBytes),
    limits,
    admitDevice: (device) => {
      if (!devices.take(device)) throw new Refused('too-many');
    },
    trySignIn: async (address, attempt) => {
      try {
        return await attempt();
      } catch (error) {
        const isWrong = error instanceof Refused && error.code.startsWith('code-');
        if (isWrong && !addresses.take(address)) throw new Refused('too-many');
        throw error;
      }
    },
    idle: async () => {
      await Promise.all([gates.push.idle(), gates.read.idle(), gates.other.idle()]);
    },
  };
};

const readIds = new Set(['pull', 'snapshot', 'digest', 'buckets', 'coverage', 'coverageTop']);
const operatorIds = new Set(['healthz', 'readyz', 'metrics']);

/** @param id of a call. Everything that brings events counts as a push. */
export const workKindOf = (id: string): WorkKind => {
  if (id === 'push' || id === 'handOver') return 'push';
  if (operatorIds.has(id)) return 'operator';
  return readIds.has(id) ? 'read' : 'other';
};
