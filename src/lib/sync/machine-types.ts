// What the sync machine knows, hears and asks for (machine.ts). Closed unions: whoever adds a case is led by the compiler to
// every place that has to say something about it.

import type { GridId } from '#core/ids.ts';
import type { Failure } from './transport.ts';

/** `none`: nobody signed in. `outdated`: the server no longer speaks with this version of the app. */
export type SessionKind = 'none' | 'valid' | 'expired' | 'outdated';
/** `failures`: in a row. `isWanted`: there is something to do after what is in flight. */
export type Lane = { phase: 'idle' | 'flying' | 'waiting'; failures: number; isWanted: boolean };
/** `isOtherLog`: the server holds another log under this phone's numbers; only a person can heal that. */
export type PushLane = Lane & { most: number; isOtherLog: boolean };
/** `applied`: number up to which the open grid's replica is complete. `poked`: highest head heard of. */
export type PullLane = Lane & { applied: number; poked: number };

export type SyncState = {
  session: SessionKind;
  isOnline: boolean;
  isVisible: boolean;
  /** The open grid, '' for none. */
  grid: GridId;
  pushes: Readonly<Record<GridId, PushLane>>;
  pull: PullLane;
  /** The replica is known to differ from the server: the next fetch makes a fresh copy. */
  isBroken: boolean;
  stream: Lane & { isOpen: boolean };
  trouble: Trouble | null;
};
export type Trouble = 'server-unreachable' | 'busy' | 'server-error' | 'storage';

export type PushEnd =
  /** `hasMore`: events are still pending. `head`: the grid's, as the server said; 0 when nothing was sent. */
  | { kind: 'settled'; hasMore: boolean; head: number }
  | { kind: 'other-chain' }
  | { kind: 'storage' }
  | Failure;
export type PullEnd =
  /** `isProven`: the digest agrees. */
  | { kind: 'caught-up'; isProven: boolean; head: number }
  | { kind: 'revoked' }
  | { kind: 'storage' }
  | Failure;

export type SyncEvent =
  /** Signed in (or renewed): grids that hold pending events. */
  | { kind: 'signed-in'; waiting: readonly GridId[] }
  | { kind: 'signed-out' }
  | { kind: 'expired' }
  | { kind: 'online' }
  | { kind: 'offline' }
  | { kind: 'visible' }
  | { kind: 'hidden' }
  | { kind: 'asked' }
  | { kind: 'recorded'; grid: GridId }
  | { kind: 'grid-opened'; grid: GridId }
  | { kind: 'grid-closed' }
  | { kind: 'poked'; grid: GridId; head: number }
  | { kind: 'push-ended'; grid: GridId; end: PushEnd }
  | { kind: 'pull-ended'; grid: GridId; end: PullEnd }
  | { kind: 'stream-opened' }
  /** The server says that the grants are others now. */
  | { kind: 'grants-changed' }
  /** Stored rows may be gone: they are to be compared. */
  | { kind: 'doubted' }
  | { kind: 'stream-ended'; end: Failure | { kind: 'closed' } }
  | { kind: 'timer'; timer: Timer };

/** `push:<grid>`, `pull`, `stream`. */
export type Timer = 'pull' | 'stream' | `push:${string}`;

export type SyncEffect =
  | { kind: 'push'; grid: GridId; most: number }
  /** `isFresh`: into a new copy, which takes the old one's place when it is complete. */
  | { kind: 'pull'; grid: GridId; isFresh: boolean }
  | { kind: 'open-stream' }
  | { kind: 'close-stream' }
  | { kind: 'set-timer'; timer: Timer; waitMs: number }
  | { kind: 'clear-timer'; timer: Timer }
  | { kind: 'session-expired' }
  | { kind: 'grid-revoked'; grid: GridId };

export type Step = { state: SyncState; effects: SyncEffect[] };
