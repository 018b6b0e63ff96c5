// Lanes of the sync machine: what is wanted, what waits, what may start. Small pure steps of which machine.ts is made.

import type { GridId } from '#core/ids.ts';
import type {
  Lane,
  PullLane,
  PushLane,
  SessionKind,
  Step,
  SyncEffect,
  SyncState,
  Timer,
} from './machine-types.ts';

/** Events in one push at most. */
export const mostEvents = 500;

export const idle: Lane = { phase: 'idle', failures: 0, isWanted: false };
export const idlePull: PullLane = { ...idle, applied: 0, poked: 0 };
export const idlePush: PushLane = { ...idle, most: mostEvents, isOtherLog: false };

export const initialState = (world: { isOnline: boolean; isVisible: boolean }): SyncState => ({
  session: 'none',
  ...world,
  grid: '',
  pushes: {},
  pull: idlePull,
  isBroken: false,
  stream: { ...idle, isOpen: false },
  trouble: null,
});

export const just = (state: SyncState, ...effects: SyncEffect[]): Step => ({ state, effects });

export const withPush = (state: SyncState, grid: GridId, lane: PushLane): SyncState => ({
  ...state,
  pushes: { ...state.pushes, [grid]: lane },
});
export const pushOf = (state: SyncState, grid: GridId): PushLane => state.pushes[grid] ?? idlePush;

export const wantPush = (state: SyncState, grid: GridId): SyncState =>
  withPush(state, grid, { ...pushOf(state, grid), isWanted: true });
export const wantPull = (state: SyncState): SyncState => ({
  ...state,
  pull: { ...state.pull, isWanted: true },
});
/** SYNC-7: a head that the replica has reached already is no news. */
export const hearHead = (state: SyncState, head: number): SyncState => ({
  ...state,
  pull: { ...state.pull, poked: Math.max(head, state.pull.poked) },
});
export const wantAll = (state: SyncState, grids: readonly GridId[]): SyncState =>
  wantPull(grids.reduce(wantPush, state));

/** SYNC-6: a timer that waits is cut short. */
export const hurryPush = (state: SyncState, grid: GridId): Step => {
  const lane = pushOf(state, grid);
  if (lane.phase !== 'waiting') return just(state);
  const next = withPush(state, grid, { ...lane, phase: 'idle' });
  return just(next, { kind: 'clear-timer', timer: `push:${grid}` });
};
export const hurryPull = (state: SyncState): Step =>
  state.pull.phase === 'waiting'
    ? just(
        { ...state, pull: { ...state.pull, phase: 'idle' } },
        { kind: 'clear-timer', timer: 'pull' },
      )
    : just(state);
const hurryStream = (state: SyncState): Step =>
  state.stream.phase === 'waiting'
    ? just(
        { ...state, stream: { ...state.stream, phase: 'idle' } },
        { kind: 'clear-timer', timer: 'stream' },
      )
    : just(state);

const inSequence = (state: SyncState, steps: ((state: SyncState) => Step)[]): Step =>
  steps.reduce<Step>((before, run) => {
    const after = run(before.state);
    return { state: after.state, effects: [...before.effects, ...after.effects] };
  }, just(state));

export const hurry = (state: SyncState): Step =>
  inSequence(state, [
    ...Object.keys(state.pushes).map((grid) => (before: SyncState) => hurryPush(before, grid)),
    hurryPull,
    hurryStream,
  ]);

export const openGrid = (state: SyncState, grid: GridId): Step => {
  const pull = { ...idlePull, phase: state.pull.phase };
  const next = { ...state, grid, isBroken: false, pull };
  return hurryPull(wantPull(next));
};

/** SYNC-3: what is in flight may come home; nothing new starts. */
export const stop = (state: SyncState, session: SessionKind): Step => {
  const timers = [
    ...Object.keys(state.pushes).map((grid): Timer => `push:${grid}`),
    'pull' as const,
    'stream' as const,
  ];
  const rest = <Kind extends Lane>(lane: Kind): Kind =>
    lane.phase === 'waiting' ? { ...lane, phase: 'idle' } : lane;
  const pushes = Object.entries(state.pushes).map(([grid, lane]) => [grid, rest(lane)] as const);
  return just(
    {
      ...state,
      session,
      pushes: Object.fromEntries(pushes),
      pull: rest(state.pull),
      stream: { ...idle, isOpen: false },
      trouble: null,
    },
    { kind: 'close-stream' },
    ...timers.map((timer): SyncEffect => ({ kind: 'clear-timer', timer })),
  );
};

export const due = (state: SyncState, timer: Timer): SyncState => {
  const ready = <Kind extends Lane>(lane: Kind): Kind =>
    lane.phase === 'waiting' ? { ...lane, phase: 'idle' } : lane;
  if (timer === 'pull') return { ...state, pull: ready(state.pull) };
  if (timer === 'stream') return { ...state, stream: ready(state.stream) };
  const grid = timer.slice('push:'.length);
  return withPush(state, grid, ready(pushOf(state, grid)));
};

/** What may start now, starts. */
export const start = (state: SyncState): Step => {
  if (state.session !== 'valid') return just(state);
  return inSequence(state, [startPushes, startPull, startStream]);
};

const startPushes = (state: SyncState): Step =>
  inSequence(
    state,
    Object.keys(state.pushes).map((grid) => (before) => {
      const lane = pushOf(before, grid);
      if (lane.phase !== 'idle' || !lane.isWanted) return just(before);
      const flying = withPush(before, grid, { ...lane, phase: 'flying', isWanted: false });
      return just(flying, { kind: 'push', grid, most: lane.most });
    }),
  );

const startPull = (state: SyncState): Step => {
  const { pull, grid, isBroken } = state;
  const isWanted = pull.isWanted || pull.poked > pull.applied;
  if (grid === '' || pull.phase !== 'idle' || !isWanted) return just(state);
  const flying: PullLane = { ...pull, phase: 'flying', isWanted: false };
  return just({ ...state, pull: flying }, { kind: 'pull', grid, isFresh: isBroken });
};

const startStream = (state: SyncState): Step =>
  state.stream.phase === 'idle' && state.grid !== ''
    ? just({ ...state, stream: { ...state.stream, phase: 'flying' } }, { kind: 'open-stream' })
    : just(state);
