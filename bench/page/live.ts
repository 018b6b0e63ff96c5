// From a save on one phone until another one has it, by a clock that both browsers share. Runs in the page: nothing here may
// name anything outside its function.

import type { PhoneRoom } from '../../tests/e2e/phone-room/page/main.ts';

/** ms since 1970 with the fraction that `Date.now` lacks. */
export type Clock = { now(): number };
type Clocked = { clock: Clock };
type Seen = { seen: Promise<number> };

/** `Date.now` is the same in all browsers of a machine, but whole: what is between is taken from the page's own clock. */
export const setClock = (): void => {
  const offsets = Array.from({ length: 5 }, () => {
    const before = Date.now();
    while (Date.now() === before);
    return Date.now() - performance.now();
  });
  const offset = offsets.sort((a, b) => a - b)[2] ?? 0;
  Object.assign(globalThis, { clock: { now: () => offset + performance.now() } });
};

/** From now on listens for one more visit at the door. */
export const watchDoor = (household: string): void => {
  const { phone, clock } = globalThis as unknown as { phone: PhoneRoom } & Clocked;
  const { grid } = phone.now;
  if (grid.kind !== 'open') throw new Error('No grid is open.');
  const before = grid.view.households.get(household)?.round.attempts.length ?? 0;
  const seen = new Promise<number>((resolve) => {
    phone.app.grid.subscribe((state) => {
      if (state.kind !== 'open') return;
      const attempts = state.view.households.get(household)?.round.attempts.length ?? 0;
      if (attempts > before) resolve(clock.now());
    });
  });
  Object.assign(globalThis, { seen });
};

/** When the visit that was watched for was there. */
export const seenAt = (): Promise<number> => (globalThis as unknown as Seen).seen;

/** Records nobody at home; when that began. */
export const recordAt = async (household: string): Promise<number> => {
  const { phone, clock } = globalThis as unknown as { phone: PhoneRoom } & Clocked;
  const begunAt = clock.now();
  await phone.app.recordVisit({
    household,
    disposition: 'no-one-home',
    mode: 'in-person',
    answers: [],
    facts: {},
    persons: [],
    callbackAt: null,
    note: '',
    voids: '',
  });
  return begunAt;
};

type Listening = { news: (after: number) => Promise<number> };

/**
 * Listens to the bare server. `isKept`: what was fetched is put into IndexedDB before it counts as seen.
 * Resolves once the stream is open.
 */
export const listenBare = async (isKept: boolean): Promise<void> => {
  const { clock } = globalThis as unknown as Clocked;
  const opening = indexedDB.open('bench-live', 1);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { keyPath: 'id' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('not opened'));
  });
  const keep = (rows: unknown[]): Promise<void> =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction('rows', 'readwrite');
      for (const row of rows) transaction.objectStore('rows').put(row);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('not kept'));
    });
  const fetchNews = async (after: number): Promise<number> => {
    const response = await fetch(isKept ? `/pull?after=${after}&limit=1000` : '/news');
    const { documents } = (await response.json()) as { documents: unknown[] };
    if (isKept) await keep(documents);
    return clock.now();
  };
  let heard: () => void = () => undefined;
  const stream = new EventSource('/stream');
  stream.onmessage = () => heard();
  const news: Listening['news'] = (after) =>
    new Promise((resolve) => (heard = () => resolve(fetchNews(after))));
  Object.assign(globalThis, { news });
  await new Promise((resolve) => (stream.onopen = resolve));
};

/** From now on waits for the next poke. @param after the row that is known already */
export const watchBare = (after: number): void => {
  const { news } = globalThis as unknown as Listening;
  Object.assign(globalThis, { seen: news(after) });
};

/** Sends one row to the bare server; when that began. `isKept`: strictly durable here first, and there before the poke. */
export const sendBare = async ({
  row,
  isKept,
}: {
  row: { id: string };
  isKept: boolean;
}): Promise<number> => {
  const { clock } = globalThis as unknown as Clocked;
  const opening = indexedDB.open('bench-live', 1);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { keyPath: 'id' });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('not opened'));
  });
  const begunAt = clock.now();
  if (isKept) {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction('rows', 'readwrite', { durability: 'strict' });
      transaction.objectStore('rows').put(row);
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error ?? new Error('not kept'));
    });
  }
  await fetch(isKept ? '/rows' : '/news', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rows: [row] }),
  });
  database.close();
  return begunAt;
};
