// A store that is watched: what was committed is remembered in its order, so that an older state can be made again (a restored
// backup) and every acknowledgement compared with what is really there; and transactions fail when they are told to.

import type { GridTransaction, LedgerEntry, Storage } from '#server/storage/port.ts';

type Write = { method: keyof GridTransaction; args: unknown[] };
type Entry =
  | { kind: 'grid'; grid: string; writes: Write[] }
  | { kind: 'district'; method: keyof Storage; args: unknown[] };

/** `aborts`: grid transactions until one fails after its work; `refuses`: until one fails before it. */
export type StoreFaults = { aborts: number | null; refuses: number | null };

export type WatchedStore = {
  storage: Storage;
  faults: StoreFaults;
  /** Calls under way. */
  underWay(): number;
  /** Committed grid transactions so far. */
  commits(): number;
  /** A committed entry of the log itself. */
  entryOf(grid: string, device: string, n: number): LedgerEntry | undefined;
  /** Makes the state after so many grid transactions again, with all that concerns people and devices. */
  replayInto(storage: Storage, commits: number): Promise<WatchedStore>;
};

const writing: readonly (keyof GridTransaction)[] = [
  ...(['putGrid', 'putChain', 'appendLedger', 'putDocuments', 'putPhone'] as const),
  ...(['putSettlement', 'putReceipt', 'addVisits'] as const),
];
const districtWriting: readonly (keyof Storage)[] = [
  ...(['putAreas', 'putStaff', 'putGrants', 'createCode', 'useCode', 'createDevice'] as const),
  ...(['replaceWiped', 'extendSession', 'endSession', 'markDemo'] as const),
];

type AnyCall = (...args: never[]) => Promise<unknown>;
type Calls = Record<string, AnyCall>;

const recording = (transaction: GridTransaction, writes: Write[]): GridTransaction => {
  const calls = transaction as unknown as Calls;
  const recorded = writing.map((method) => [
    method,
    (...args: unknown[]) => {
      writes.push({ method, args });
      return calls[method]?.(...(args as never[]));
    },
  ]);
  return { ...transaction, ...Object.fromEntries(recorded) } as GridTransaction;
};

const isDue = (faults: StoreFaults, which: keyof StoreFaults): boolean => {
  const left = faults[which];
  if (left === null) return false;
  faults[which] = left > 0 ? left - 1 : null;
  return left === 0;
};

const keyOf = (grid: string, device: string, n: number): string => `${grid} ${device} ${n}`;

type Told = (grid: string, entry: LedgerEntry) => void;

export const watchStore = (storage: Storage, told: Told): WatchedStore => {
  const journal: Entry[] = [];
  const entries = new Map<string, LedgerEntry>();
  const faults: StoreFaults = { aborts: null, refuses: null };
  let underWay = 0;

  const commit = (grid: string, writes: Write[]): void => {
    if (writes.length === 0) return;
    journal.push({ kind: 'grid', grid, writes });
    for (const { args } of writes.filter(({ method }) => method === 'appendLedger')) {
      for (const entry of args[0] as LedgerEntry[]) {
        const key = keyOf(grid, entry.device, entry.n);
        told(grid, entry);
        if (entry.fork === '' && !entries.has(key)) entries.set(key, entry);
      }
    }
  };

  const inGrid: Storage['inGrid'] = async (grid, work) => {
    if (isDue(faults, 'refuses')) throw new Error('the store refuses');
    const isAborting = isDue(faults, 'aborts');
    const writes: Write[] = [];
    const result = await storage.inGrid(grid, async (transaction) => {
      writes.length = 0;
      const done = await work(recording(transaction, writes));
      if (isAborting) throw new Error('the store fails at the commit');
      return done;
    });
    commit(grid, writes);
    return result;
  };

  const counted = <Result>(call: Promise<Result>): Promise<Result> => {
    underWay += 1;
    return call.finally(() => (underWay -= 1));
  };
  const watched = new Proxy(storage, {
    get(target, method: keyof Storage) {
      const own = (target as unknown as Calls)[method];
      if (typeof own !== 'function') return own;
      if (method === 'inGrid')
        return (...args: Parameters<typeof inGrid>) => counted(inGrid(...args));
      return (...args: unknown[]) => {
        if (districtWriting.includes(method)) journal.push({ kind: 'district', method, args });
        return counted(own(...(args as never[])));
      };
    },
  });

  return {
    storage: watched,
    faults,
    underWay: () => underWay,
    commits: () => journal.filter(({ kind }) => kind === 'grid').length,
    entryOf: (grid, device, n) => entries.get(keyOf(grid, device, n)),
    replayInto: (fresh, commits) => replay(journal, watchStore(fresh, told), commits),
  };
};

const replay = async (
  journal: Entry[],
  into: WatchedStore,
  most: number,
): Promise<WatchedStore> => {
  const { storage } = into;
  let commits = 0;
  for (const entry of journal) {
    if (entry.kind === 'district') {
      await (storage as unknown as Calls)[entry.method]?.(...(entry.args as never[]));
      continue;
    }
    if ((commits += 1) > most) continue;
    await storage.inGrid(entry.grid, async (transaction) => {
      const calls = transaction as unknown as Calls;
      for (const { method, args } of entry.writes) await calls[method]?.(...(args as never[]));
    });
  }
  return into;
};
