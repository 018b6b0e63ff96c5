// One tab holds the databases. TAB-1: whoever comes second is told that the app is open elsewhere and may take over; the
// first one closes its databases before it lets go. TAB-2: a tab that does not answer within 3 s loses the lock by force.
// Where the browser has no Web Locks (no secure context), every tab counts as the only one.

const lockName = 'gridsweep';
const channelName = 'gridsweep-tabs';
const patienceMs = 3000;

export type TabLock = {
  /** Whether this tab may go on. */
  tryAcquire(): Promise<boolean>;
  /** Makes the other tab let go, and holds the lock then. */
  takeOver(): Promise<void>;
  release(): void;
};

/** @param onLost another tab takes over: close everything; the lock is let go when that is done */
export const createTabLock = (onLost: () => Promise<void>): TabLock => {
  const locks = navigator.locks as LockManager | undefined;
  let letGo: (() => void) | null = null;
  const channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName);
  const release = (): void => {
    letGo?.();
    letGo = null;
  };
  const lose = async (): Promise<void> => {
    if (letGo === null) return;
    await onLost().catch(() => undefined);
    release();
  };
  channel?.addEventListener('message', () => void lose());

  const hold = (options: LockOptions): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (locks === undefined) return resolve(true);
      const held = locks.request(lockName, options, (lock) => {
        if (lock === null) return resolve(false);
        resolve(true);
        return new Promise<void>((done) => (letGo = done));
      });
      // Rejected when stolen, or when the wait was given up.
      held.catch((error: unknown) => {
        void lose();
        reject(error);
      });
    });

  return {
    tryAcquire: () => hold({ ifAvailable: true }),
    async takeOver() {
      channel?.postMessage('let go');
      try {
        await hold({ signal: AbortSignal.timeout(patienceMs) });
      } catch {
        await hold({ steal: true });
      }
    },
    release,
  };
};
