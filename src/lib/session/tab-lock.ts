// One tab holds the databases. TAB-1: whoever comes second is told that the app is open elsewhere and may take over; the
// first one closes its databases before it lets go. TAB-2: a tab that does not answer within 3 s loses the lock by force.
// TAB-3: a lock that is granted after its wait was given up is let go at once, and losing it twice is losing it once.
// Where the browser has no Web Locks (no secure context), every tab counts as the only one.

const lockName = 'gridsweep';
const channelName = 'gridsweep-tabs';
const patienceMs = 3000;

export type TabLock = {
  /** Whether this tab may go on. */
  tryAcquire(): Promise<boolean>;
  /** Makes the other tab let go, and holds the lock then; false when yet another tab was quicker. */
  takeOver(): Promise<boolean>;
  release(): void;
};

/** @param onLost another tab takes over: close everything; the lock is let go when that is done */
export const createTabLock = (onLost: () => Promise<void>): TabLock => {
  const locks = navigator.locks as LockManager | undefined;
  let letGo: (() => void) | null = null;
  let losing: Promise<void> | null = null;
  const channel =
    typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName);
  const release = (): void => {
    letGo?.();
    letGo = null;
  };
  const loseNow = async (): Promise<void> => {
    await onLost().catch(() => undefined);
    release();
    losing = null;
  };
  const lose = (): void => {
    if (letGo !== null) losing ??= loseNow();
  };
  channel?.addEventListener('message', lose);

  /** Null: the wait was given up. */
  const hold = (options: LockOptions): Promise<boolean | null> =>
    new Promise((resolve) => {
      if (locks === undefined) return resolve(true);
      let isOver = false;
      let own: (() => void) | null = null;
      const held = locks.request(lockName, options, (lock) => {
        if (lock === null || isOver) return resolve(false);
        resolve(true);
        return new Promise<void>((done) => (letGo = own = done));
      });
      // Rejected when stolen, or when the wait was given up.
      held.catch(() => {
        isOver = true;
        resolve(null);
        if (own !== null && own === letGo) lose();
      });
    });

  return {
    tryAcquire: async () => (await hold({ ifAvailable: true })) === true,
    async takeOver() {
      await losing;
      if (letGo !== null) return true;
      channel?.postMessage('let go');
      const isHeld = await hold({ signal: AbortSignal.timeout(patienceMs) });
      return isHeld === true || (await hold({ steal: true })) === true;
    },
    release,
  };
};
