// Tables, where-clauses and collections of the simulated Dexie. Rows come in the order of the index, then of the primary
// key. Rows are never changed in place: whoever holds one holds what it was.

import { compareKeys, keyOf, type DiskTable, type Row } from './disk.ts';

/** Notes what a row was before it is changed. */
type Note = (table: DiskTable, key: string) => void;
export type Act = <Result>(kind: 'read' | 'write', run: (note: Note) => Result) => Promise<Result>;
type Source = {
  rows(): DiskTable;
  act: Act;
  /** Its database. */
  db?: unknown;
  /** Rows without a key are given the next number. */
  isCounting?: boolean;
};

const textOf = (key: unknown): string => JSON.stringify(key);

const put = (table: DiskTable, note: Note, row: Row): unknown => {
  const key = keyOf(row, table.key);
  note(table, textOf(key));
  table.rows.set(textOf(key), { ...row });
  return key;
};
const remove = (table: DiskTable, note: Note, key: string): void => {
  note(table, key);
  table.rows.delete(key);
};

const sorted = ({ key, rows }: DiskTable, path = key): Row[] =>
  [...rows.values()].sort(
    (left, right) =>
      (path === key ? 0 : compareKeys(keyOf(left, path), keyOf(right, path))) ||
      compareKeys(keyOf(left, key), keyOf(right, key)),
  );

type Select = (table: DiskTable) => Row[];
type Change = Row | ((row: Row) => void);

const changed = (row: Row, change: Change): Row => {
  const next = { ...row };
  if (typeof change === 'function') change(next);
  else Object.assign(next, change);
  return next;
};

export type Collection = {
  filter(test: (row: Row) => boolean): Collection;
  and(test: (row: Row) => boolean): Collection;
  reverse(): Collection;
  limit(most: number): Collection;
  first(): Promise<Row | undefined>;
  last(): Promise<Row | undefined>;
  toArray(): Promise<Row[]>;
  count(): Promise<number>;
  sortBy(path: string): Promise<Row[]>;
  primaryKeys(): Promise<unknown[]>;
  each(run: (row: Row) => void): Promise<void>;
  modify(change: Change): Promise<number>;
  delete(): Promise<number>;
};
const createCollection = ({ rows, act }: Source, select: Select): Collection => {
  const narrowed = (next: (found: Row[]) => Row[]): Collection =>
    createCollection({ rows, act }, (table) => next(select(table)));
  const read = <Result>(of: (found: Row[]) => Result): Promise<Result> =>
    act('read', () => of(select(rows()).map((row) => ({ ...row }))));
  const filter = (test: (row: Row) => boolean): Collection =>
    narrowed((found) => found.filter(test));
  return {
    filter,
    and: filter,
    reverse: (): Collection => narrowed((found) => found.reverse()),
    limit: (most: number): Collection => narrowed((found) => found.slice(0, most)),
    first: () => read((found) => found[0]),
    last: () => read((found) => found.at(-1)),
    toArray: () => read((found) => found),
    count: () => read((found) => found.length),
    sortBy: (path: string) =>
      read((found) => found.sort((a, b) => compareKeys(keyOf(a, path), keyOf(b, path)))),
    primaryKeys: () => read((found) => found.map((row) => keyOf(row, rows().key))),
    each: (run: (row: Row) => void) => read((found) => found.forEach((row) => run(row))),
    modify: (change: Change) =>
      act('write', (note) => {
        const found = select(rows());
        for (const row of found) put(rows(), note, changed(row, change));
        return found.length;
      }),
    delete: () =>
      act('write', (note) => {
        const found = select(rows());
        for (const row of found) remove(rows(), note, textOf(keyOf(row, rows().key)));
        return found.length;
      }),
  };
};

type Between = [low: unknown, high: unknown, withLow?: boolean, withHigh?: boolean];
const whereIn = (source: Source, path: string) => {
  const that = (test: (value: unknown) => boolean): Collection =>
    createCollection(source, (table) =>
      sorted(table, path).filter((row) => {
        const value = keyOf(row, path);
        return value !== undefined && value !== null && test(value);
      }),
    );
  const order = compareKeys;
  return {
    equals: (key: unknown) => that((value) => order(value, key) === 0),
    anyOf: (...keys: unknown[]) =>
      that((value) => keys.flat().some((key) => order(value, key) === 0)),
    notEqual: (key: unknown) => that((value) => order(value, key) !== 0),
    above: (key: unknown) => that((value) => order(value, key) > 0),
    aboveOrEqual: (key: unknown) => that((value) => order(value, key) >= 0),
    below: (key: unknown) => that((value) => order(value, key) < 0),
    belowOrEqual: (key: unknown) => that((value) => order(value, key) <= 0),
    startsWith: (text: string) => that((value) => String(value).startsWith(text)),
    between: (...[low, high, withLow = true, withHigh = false]: Between) =>
      that((value) => {
        const [above, below] = [order(value, low), order(value, high)];
        return (withLow ? above >= 0 : above > 0) && (withHigh ? below <= 0 : below < 0);
      }),
  };
};

export type Table = ReturnType<typeof createTable>;
export const createTable = (source: Source) => {
  const { rows, act } = source;
  const all = (): Collection => createCollection(source, (table) => sorted(table));
  const numbered = (row: Row): Row => {
    const { key, rows: known } = rows();
    if (source.isCounting !== true || row[key] !== undefined) return row;
    const last = [...known.values()].reduce((most, one) => Math.max(most, Number(one[key])), 0);
    return { ...row, [key]: last + 1 };
  };
  const copyOf = (row: Row | undefined): Row | undefined => row && { ...row };
  return {
    get: (key: unknown) => act('read', () => copyOf(rows().rows.get(textOf(key)))),
    bulkGet: (keys: unknown[]) =>
      act('read', () => keys.map((key) => copyOf(rows().rows.get(textOf(key))))),
    db: source.db,
    add: (given: Row) =>
      act('write', (note) => {
        const row = numbered(given);
        const key = textOf(keyOf(row, rows().key));
        if (rows().rows.has(key)) throw new Error(`ConstraintError: ${key} exists`);
        return put(rows(), note, row);
      }),
    put: (row: Row) => act('write', (note) => put(rows(), note, row)),
    bulkPut: (given: readonly Row[]) =>
      act('write', (note) => given.map((row) => put(rows(), note, row)).at(-1)),
    update: (key: unknown, change: Change) =>
      act('write', (note) => {
        const row = rows().rows.get(textOf(key));
        if (row !== undefined) put(rows(), note, changed(row, change));
        return row === undefined ? 0 : 1;
      }),
    delete: (key: unknown) => act('write', (note) => remove(rows(), note, textOf(key))),
    bulkDelete: (keys: unknown[]) =>
      act('write', (note) => keys.forEach((key) => remove(rows(), note, textOf(key)))),
    clear: () =>
      act('write', (note) => [...rows().rows.keys()].forEach((key) => remove(rows(), note, key))),
    where: (path: string) => whereIn(source, path),
    orderBy: (path: string): Collection =>
      createCollection(source, (table) =>
        sorted(table, path).filter((row) => keyOf(row, path) !== undefined),
      ),
    filter: (test: (row: Row) => boolean) => all().filter(test),
    toCollection: all,
    toArray: () => all().toArray(),
    count: () => all().count(),
    each: (run: (row: Row) => void) => all().each(run),
  };
};
