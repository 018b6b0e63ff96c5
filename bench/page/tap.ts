// What one touch costs, as the page itself sees it: when it arrived, when a strict transaction was durable, when the answer was
// painted, and what the browser counts as the interaction. Runs in the page: nothing here may name anything outside it.

/** All times in ms of `performance.now()`. */
export type Tap = {
  tappedAt: number;
  /** The end of the last strict transaction before the answer was painted; NaN when there was none. */
  durableAt: number;
  paintedAt: number;
};

type Watched = { durableAt: number[]; interactions: number[] };

/** Before the app starts: hears the end of every strict transaction, and of every interaction. */
export const watchTaps = (): void => {
  const watched: Watched = { durableAt: [], interactions: [] };
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    const transaction = begin.apply(this, args);
    if (args[2]?.durability === 'strict' && args[1] === 'readwrite') {
      transaction.addEventListener('complete', () => watched.durableAt.push(performance.now()));
    }
    return transaction;
  };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[]) {
      if (entry.interactionId > 0) watched.interactions.push(entry.duration);
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  Object.assign(globalThis, { watched });
};

/** Waits for the next touch and for what it brings onto the screen. @param selector of that */
export const nextTap = (selector: string): Promise<Tap> =>
  new Promise((resolve) => {
    const { watched } = globalThis as unknown as { watched: Watched };
    const onTap = (): void => {
      const tappedAt = performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () =>
        resolve({
          tappedAt,
          durableAt: watched.durableAt.at(-1) ?? Number.NaN,
          paintedAt: performance.now(),
        });
      const look = (): void => {
        if (document.querySelector(selector) !== null) port2.postMessage(null);
        else requestAnimationFrame(look);
      };
      watched.durableAt.length = 0;
      requestAnimationFrame(look);
    };
    addEventListener('click', onTap, { capture: true, once: true });
  });

/** Durations of the interactions since the last time this was asked, ms. */
export const takeInteractions = (): number[] => {
  const { watched } = globalThis as unknown as { watched: Watched };
  return watched.interactions.splice(0);
};

/** The newest event of the outbox, as it is stored. */
export const readNewestEvent = async (database: string): Promise<unknown> => {
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(database);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
  const rows = await new Promise<unknown[]>((resolve) => {
    const request = opened.transaction('events').objectStore('events').getAll();
    request.onsuccess = () => resolve(request.result as unknown[]);
  });
  opened.close();
  return rows.at(-1);
};

/** The least that the platform takes: one put of these bytes into a store of its own, strict; ms until it is durable. */
export const rawPut = async (value: unknown): Promise<number> => {
  const opened = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('bench-floor', 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore('events', { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
  const ms = await new Promise<number>((resolve) => {
    const begun = performance.now();
    const transaction = opened.transaction('events', 'readwrite', { durability: 'strict' });
    transaction.objectStore('events').put(value);
    transaction.oncomplete = () => resolve(performance.now() - begun);
  });
  opened.close();
  return ms;
};
