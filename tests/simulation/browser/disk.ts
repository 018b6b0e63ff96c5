// What survives a kill: the phone's databases, with the faults that a phone's storage has: an error in any write, a page
// that is stored in part, whole databases deleted under the app, and the last writes of a database without strict
// durability gone after a power cut.

export type Row = Record<string, unknown>;
export type DiskTable = { key: string; rows: Map<string, Row> };
export type DiskDatabase = { tables: Map<string, DiskTable> };

export type Disk = {
  databases: Map<string, DiskDatabase>;
  /** Writes until one fails; null for none planned. */
  failsAfter: { outbox: number | null; replica: number | null };
  /** Share of a failing page that is stored all the same, 0–1. */
  partStored: number;
  /** Whether the failing page is never answered at all. */
  isStalling: boolean;
  /** What a power cut would take back, newest last. */
  unflushed: (() => void)[];
  /** Told when a database is deleted, by name. */
  onDeleted: Set<(name: string) => void>;
  /** Is told of every row of the outbox that was committed. */
  onCommit(table: string, rows: readonly Row[]): void;
};

export const createDisk = (): Disk => ({
  databases: new Map(),
  failsAfter: { outbox: null, replica: null },
  partStored: 0,
  isStalling: false,
  unflushed: [],
  onDeleted: new Set(),
  onCommit: () => undefined,
});

/** Whether this write is the one that fails. */
export const isFailing = (disk: Disk, what: keyof Disk['failsAfter']): boolean => {
  const left = disk.failsAfter[what];
  if (left === null) return false;
  disk.failsAfter[what] = left > 0 ? left - 1 : null;
  return left === 0;
};

export const deleteDatabase = (disk: Disk, name: string): void => {
  if (!disk.databases.delete(name)) return;
  for (const tell of [...disk.onDeleted]) tell(name);
};

export class SimulatedStorageError extends Error {
  override name = 'QuotaExceededError';
}

/** A table of a database, made when it is not there. @param key path of the primary key */
export const tableOf = (disk: Disk, database: string, table: { name: string; key: string }) => {
  const found = disk.databases.get(database) ?? { tables: new Map<string, DiskTable>() };
  disk.databases.set(database, found);
  const known = found.tables.get(table.name) ?? { key: table.key, rows: new Map<string, Row>() };
  found.tables.set(table.name, known);
  return known;
};

const compound = /^\[(.+)\]$/;

/** The value of a key path: one property, or several as `[a+b]`. */
export const keyOf = (row: Row, path: string): unknown => {
  const parts = compound.exec(path)?.[1]?.split('+');
  return parts === undefined ? row[path] : parts.map((part) => row[part]);
};

/** Order of IndexedDB: numbers before texts before lists. */
export const compareKeys = (left: unknown, right: unknown): number => {
  if (Array.isArray(left) && Array.isArray(right)) {
    for (let k = 0; k < Math.min(left.length, right.length); k += 1) {
      const order = compareKeys(left[k], right[k]);
      if (order !== 0) return order;
    }
    return left.length - right.length;
  }
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'number') return -1;
  if (typeof right === 'number') return 1;
  const [first, second] = [String(left), String(right)];
  return first < second ? -1 : first > second ? 1 : 0;
};
