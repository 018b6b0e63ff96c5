// A first load as the page itself sees it, and the least that the platform takes for the same. Runs in the page: nothing here
// may name anything outside its function.

/** All times in ms of `performance.now()`. */
export type Load = { requestedAt: number; provenAt: number; paintedAt: number };

type Watched = { provenAt: Promise<number> };

/** Before the app starts: hears the end of the transaction that notes a copy as complete and proven. */
export const watchProof = (): void => {
  const put = IDBObjectStore.prototype.put;
  const provenAt = new Promise<number>((resolve) => {
    IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...given) {
      const row = given[0] as {
        key?: string;
        value?: { isComplete?: boolean; provenAt?: number | null };
      };
      const isNote = typeof row.key === 'string' && row.key.startsWith('replica:');
      if (isNote && row.value?.isComplete === true && (row.value.provenAt ?? null) !== null) {
        this.transaction.addEventListener('complete', () => resolve(performance.now()));
      }
      return put.apply(this, given);
    };
  });
  Object.assign(globalThis, { provenAt });
};

/** Waits for the whole load; `painted` is the probe of harness/painted.ts. */
export const takeLoad = async (): Promise<Load> => {
  const { provenAt, painted } = globalThis as unknown as Watched & { painted: Promise<number> };
  const [proven, paintedAt] = await Promise.all([provenAt, painted]);
  const snapshot = performance
    .getEntriesByType('resource')
    .find(({ name }) => name.includes('/api/v1/snapshot/'));
  if (snapshot === undefined) throw new Error('No snapshot was asked for.');
  return { requestedAt: snapshot.startTime, provenAt: proven, paintedAt };
};

/** Makes the phone one that has never loaded a grid: its copies and what it noted of them are gone, the session stays. */
export const forgetCopies = async (): Promise<void> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not answered'));
    });
  for (const { name = '' } of await indexedDB.databases()) {
    if (name.includes('gridsweep-replica-')) await answered(indexedDB.deleteDatabase(name));
  }
  const outbox = await answered(indexedDB.open('gridsweep-outbox'));
  const meta = outbox.transaction('meta', 'readwrite').objectStore('meta');
  await answered(meta.delete(IDBKeyRange.bound('replica', 'replica;')));
  outbox.close();
};

/** The token of the phone's session. */
export const readToken = async (): Promise<string> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not answered'));
    });
  const outbox = await answered(indexedDB.open('gridsweep-outbox'));
  const row: unknown = await answered(
    outbox.transaction('meta').objectStore('meta').get('session'),
  );
  outbox.close();
  return (row as { value: { token: string } }).value.token;
};

export type RawLoad = { ms: number; documents: number };

/** Fetches the same bytes, takes them apart and puts every document into a store of its own kind, a transaction for each. */
export const rawLoad = async ({ url, token }: { url: string; token: string }): Promise<RawLoad> => {
  const answered = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not answered'));
    });
  const names = ['grids', 'households', 'visits'];
  const begun = performance.now();
  const opening = indexedDB.open('bench-floor', 1);
  opening.onupgradeneeded = () => {
    for (const name of names) opening.result.createObjectStore(name, { keyPath: 'id' });
  };
  const database = await answered(opening);
  const headers = { authorization: `Bearer ${token}`, 'gridsweep-protocol': '1' };
  const response = await fetch(url, { headers, cache: 'no-cache' });
  const snapshot = (await response.json()) as Record<string, { id: string }[]>;
  const stored = names.map(
    (name) =>
      new Promise<number>((resolve, reject) => {
        const documents = snapshot[name] ?? [];
        const transaction = database.transaction(name, 'readwrite');
        const store = transaction.objectStore(name);
        for (const document of documents) store.put(document);
        transaction.oncomplete = () => resolve(documents.length);
        transaction.onerror = () => reject(transaction.error ?? new Error('not stored'));
      }),
  );
  const counts = await Promise.all(stored);
  const ms = performance.now() - begun;
  database.close();
  await answered(indexedDB.deleteDatabase('bench-floor'));
  return { ms, documents: counts.reduce((sum, count) => sum + count, 0) };
};

/** The snapshot as it arrives: its bytes on the wire, and its text. */
export const fetchSnapshot = async ({
  url,
  token,
}: {
  url: string;
  token: string;
}): Promise<{ bytes: number; text: string }> => {
  const headers = { authorization: `Bearer ${token}`, 'gridsweep-protocol': '1' };
  const response = await fetch(url, { headers, cache: 'no-cache' });
  const text = await response.text();
  const entries = performance.getEntriesByName(new URL(url, location.href).href);
  const { encodedBodySize } = entries.at(-1) as PerformanceResourceTiming;
  return { bytes: encodedBodySize, text };
};

/** On a phone without screens that has no copy; ms from opening the grid until all is stored and proven. */
export const loadInRoom = (grid: string): Promise<number> =>
  new Promise((resolve) => {
    const { app } = window.phone;
    const begun = performance.now();
    app.status.subscribe(
      ({ digestAgreedAt }) => digestAgreedAt !== null && resolve(performance.now() - begun),
    );
    void app.openGrid(grid);
  });

/** Bytes of all documents' bodies that this page has received, as they travelled. */
export const bytesReceived = (): number =>
  (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
    .filter(({ name }) => /\/api\/v1\/(snapshot|pull|buckets)/.test(name))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
