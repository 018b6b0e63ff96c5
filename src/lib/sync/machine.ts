// When to send, fetch and listen: a pure machine. State and event give the next state and what is to be done; the engine
// does it and says how it went. SYNC-1: at most one push is in flight per grid, and one fetch altogether. SYNC-2: while
// events wait and the network is there, a push is in flight or a timer for one is set. SYNC-3: without a valid session
// nothing is sent or fetched; what is recorded waits. SYNC-4: "online" is a hint: offline delays nothing that is in flight,
// coming online tries at once. SYNC-5: a full fetch follows every opening of the stream, the first included. SYNC-7: a
// head that the replica has reached is no reason to fetch. SYNC-9: grants that changed, and stored rows that may be gone, are
// reasons to fetch at once. SYNC-6: a new
// event, a visible page and coming online start an attempt at once, whatever timer runs.

import type { GridId } from '#core/ids.ts';
import { endPull, endPush, endStream } from './machine-ends.ts';
import {
  due,
  hearHead,
  hurry,
  hurryPull,
  hurryPush,
  just,
  openGrid,
  start,
  stop,
  wantAll,
  wantPull,
  wantPush,
} from './machine-lanes.ts';
import type { Step, SyncEvent, SyncState } from './machine-types.ts';

/** @param random 0 ≤ r < 1, for the jitter of this step */
export const step = (state: SyncState, event: SyncEvent, random: number): Step => {
  const taken = take(state, event, random);
  const started = start(taken.state);
  return { state: started.state, effects: [...taken.effects, ...started.effects] };
};

const take = (state: SyncState, event: SyncEvent, random: number): Step => {
  switch (event.kind) {
    case 'signed-in':
      return hurry(wantAll({ ...state, session: 'valid', trouble: null }, event.waiting));
    case 'signed-out':
      return stop(state, 'none');
    case 'expired':
      return stop(state, 'expired');
    case 'online':
    case 'visible':
    case 'asked':
      return hurry(wantAll({ ...state, ...worldOf(event.kind) }, Object.keys(state.pushes)));
    case 'offline':
    case 'hidden':
      return just({ ...state, ...worldOf(event.kind) });
    case 'recorded':
      return heedEvent(wantPush(state, event.grid), event.grid);
    case 'grid-opened':
      return openGrid(state, event.grid);
    case 'grid-closed':
      return just({
        ...state,
        grid: '',
        isBroken: false,
        pull: { ...state.pull, isWanted: false },
      });
    case 'poked':
      return event.grid === state.grid ? hurryPull(hearHead(state, event.head)) : just(state);
    case 'push-ended':
      return endPush(state, event, random);
    case 'pull-ended':
      return endPull(state, event, random);
    case 'grants-changed':
    case 'doubted':
      return hurryPull(wantPull(state));
    case 'stream-opened':
      return hurryPull(
        wantPull({
          ...state,
          trouble: null,
          stream: { ...state.stream, failures: 0, isOpen: true },
        }),
      );
    case 'stream-ended':
      return endStream(state, event.end, random);
    case 'timer':
      return just(due(state, event.timer));
  }
};

/** SYNC-8: while the browser says that there is no network, a new event does not cut the timer short. */
const heedEvent = (state: SyncState, grid: GridId): Step =>
  state.isOnline ? hurryPush(state, grid) : just(state);

const worldOf = (kind: string): Partial<SyncState> => {
  if (kind === 'online' || kind === 'offline') return { isOnline: kind === 'online' };
  if (kind === 'visible' || kind === 'hidden') return { isVisible: kind === 'visible' };
  return {};
};
