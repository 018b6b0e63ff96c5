// How pushes, fetches and streams end, and what follows: wait and try again, halve, make a fresh copy, or stop until somebody
// signs in or updates.

import type { GridId } from '#core/ids.ts';
import { waitMsAfter, waitMsWhileVisible } from './backoff.ts';
import {
  hearHead,
  hurryPull,
  idlePull,
  idlePush,
  just,
  pushOf,
  stop,
  wantPull,
  withPush,
} from './machine-lanes.ts';
import type {
  PullLane,
  PullEnd,
  PushEnd,
  PushLane,
  SessionKind,
  Step,
  SyncState,
  Trouble,
} from './machine-types.ts';
import type { Failure } from './transport.ts';

const isFailure = (end: { kind: string }): end is Failure =>
  end.kind === 'unreachable' ||
  end.kind === 'timeout' ||
  end.kind === 'garbled' ||
  end.kind === 'refused';

const troubleOf = (end: { kind: string }): Trouble => {
  if (end.kind === 'storage') return 'storage';
  if (!isFailure(end)) return 'server-error';
  if (end.kind !== 'refused') return end.kind === 'garbled' ? 'server-error' : 'server-unreachable';
  return end.status === 429 || end.status === 503 ? 'busy' : 'server-error';
};

/** Refusals after which no lane goes on; null for all others. */
const stopOf = (end: { kind: string }): SessionKind | null => {
  if (!isFailure(end) || end.kind !== 'refused') return null;
  if (end.status === 401) return 'expired';
  return end.status === 426 ? 'outdated' : null;
};

/** RETRY-3. */
const waiterOf = ({ isVisible }: SyncState) => (isVisible ? waitMsWhileVisible : waitMsAfter);

const retryAfterOf = (end: { kind: string }): number | null =>
  isFailure(end) && end.kind === 'refused' ? end.retryAfterMs : null;

/** The session ended in the middle of a request: the lane lands, wanting to go on once there is a session again. */
const stopAt = (state: SyncState, session: SessionKind): Step => {
  const stopped = stop(state, session);
  return session === 'expired'
    ? { ...stopped, effects: [...stopped.effects, { kind: 'session-expired' }] }
    : stopped;
};

export const endPush = (
  state: SyncState,
  { grid, end }: { grid: GridId; end: PushEnd },
  random: number,
): Step => {
  const lane = pushOf(state, grid);
  if (end.kind === 'settled') {
    const landed: PushLane = {
      ...idlePush,
      isWanted: lane.isWanted || end.hasMore,
    };
    const next = withPush({ ...state, trouble: null }, grid, landed);
    return grid === state.grid ? hurryPull(hearHead(next, end.head)) : just(next);
  }
  const again: PushLane = { ...lane, phase: 'idle', isWanted: true };
  if (state.session !== 'valid') return just(withPush(state, grid, again));
  const stopped = stopOf(end);
  if (stopped !== null) return stopAt(withPush(state, grid, again), stopped);
  if (isTooLarge(end) && lane.most > 1) {
    return just(withPush(state, grid, { ...again, most: Math.floor(lane.most / 2) }));
  }
  const isOtherLog = lane.isOtherLog || end.kind === 'other-chain';
  const waiting: PushLane = { ...again, isOtherLog, phase: 'waiting', failures: lane.failures + 1 };
  const trouble = end.kind === 'other-chain' ? null : troubleOf(end);
  return just(withPush({ ...state, trouble }, grid, waiting), {
    kind: 'set-timer',
    timer: `push:${grid}`,
    waitMs: waiterOf(state)(waiting.failures, random, retryAfterOf(end)),
  });
};

const revoke = (state: SyncState, grid: GridId): Step => {
  const isOpen = grid === state.grid;
  const left = isOpen ? { ...state, grid: '', pull: idlePull, isBroken: false } : state;
  return just(left, { kind: 'grid-revoked', grid });
};

const isTooLarge = (end: PushEnd): boolean => end.kind === 'refused' && end.status === 413;

export const endPull = (
  state: SyncState,
  { grid, end }: { grid: GridId; end: PullEnd },
  random: number,
): Step => {
  const { pull } = state;
  const landed: SyncState = { ...state, pull: { ...pull, phase: 'idle' } };
  if (end.kind === 'revoked') return revoke(landed, grid);
  // Another grid was opened meanwhile: its own fetch is wanted already.
  if (grid !== state.grid) return just(landed);
  if (end.kind === 'caught-up' && end.isProven) {
    // A head heard of meanwhile is asked for once: a restored server may never come to it again.
    const isWanted = landed.pull.isWanted || landed.pull.poked > end.head;
    const reached = { applied: end.head, poked: end.head };
    const done = { ...landed.pull, ...reached, failures: 0, isWanted };
    return just({ ...landed, pull: done, isBroken: false, trouble: null });
  }
  if (end.kind === 'caught-up' && !state.isBroken) {
    return just(wantPull({ ...landed, isBroken: true }));
  }
  if (state.session !== 'valid') return just(wantPull(landed));
  const stopped = stopOf(end);
  if (stopped !== null) return stopAt(wantPull(landed), stopped);
  const waiting: PullLane = {
    ...pull,
    phase: 'waiting',
    failures: pull.failures + 1,
    isWanted: true,
  };
  return just(
    { ...state, pull: waiting, trouble: troubleOf(end) },
    {
      kind: 'set-timer',
      timer: 'pull',
      waitMs: waiterOf(state)(waiting.failures, random, retryAfterOf(end)),
    },
  );
};

export const endStream = (
  state: SyncState,
  end: Failure | { kind: 'closed' },
  random: number,
): Step => {
  const { stream } = state;
  if (stream.phase !== 'flying') return just(state);
  const stopped = stopOf(end);
  if (stopped !== null) return stopAt(state, stopped);
  const waiting = {
    phase: 'waiting' as const,
    failures: stream.failures + 1,
    isWanted: true,
    isOpen: false,
  };
  const trouble = isFailure(end) ? troubleOf(end) : state.trouble;
  const hears = { ...state, stream: waiting, trouble };
  // Whoever cannot listen asks instead, at the pace of the attempts to listen.
  const next = isFailure(end) && end.kind !== 'unreachable' ? wantPull(hears) : hears;
  return just(next, {
    kind: 'set-timer',
    timer: 'stream',
    waitMs: waiterOf(state)(waiting.failures, random, retryAfterOf(end)),
  });
};
