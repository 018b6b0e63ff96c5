// The line that is always there (sync.md, "Status that the screen may show"). Nothing here is inferred from a request
// having succeeded: `received` means acknowledged by number.

export type SyncProblem =
  | 'offline'
  | 'server-unreachable'
  | 'session-expired'
  | 'update-needed'
  /** The server holds another log of this phone. */
  | 'other-log'
  | 'busy'
  | 'storage'
  | 'server-error';

export type SyncStatus = {
  /** Events on this phone that the server has not acknowledged by number, all grids. */
  pending: number;
  oldestPendingAt: number | null;
  /** Events that the server has stored but not taken: rejected or quarantined, not yet looked at. */
  refused: number;
  isSending: boolean;
  /** When the server last acknowledged or confirmed that it has everything; null before the first time. */
  receivedAt: number | null;
  /** When the replica's digest last agreed with the server's. */
  digestAgreedAt: number | null;
  isRepairing: boolean;
  problem: SyncProblem | null;
  /** First load: share 0–1 while the grid is being fetched, else null. */
  loading: number | null;
};

export type StorageState = {
  /** Whether the browser promised not to evict our data; null before it was asked. */
  isPersisted: boolean | null;
  freeBytes: number | null;
};

/** Before anything is known. */
export const idleStatus: SyncStatus = {
  pending: 0,
  oldestPendingAt: null,
  refused: 0,
  isSending: false,
  receivedAt: null,
  digestAgreedAt: null,
  isRepairing: false,
  problem: null,
  loading: null,
};
