// Dexie as far as the phone's code uses it, over the simulated disk: transactions happen whole or not at all, one after
// another; every request is a place where a kill or a storage error may fall. What is not simulated fails loudly.

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  deleteDatabase,
  isFailing,
  SimulatedStorageError,
  tableOf,
  type DiskTable,
  type Row,
} from './disk.ts';
import { betweenEffects, lifeNow, type Life } from './life.ts';
import { createTable, type Act, type Table } from './memory-table.ts';

type Change = { table: DiskTable; name: string; key: string; before: Row | undefined };
type Transaction = { changes: Change[]; isOver: boolean; takeBack(): void };
const transactions = new AsyncLocalStorage<{ of: Dexie; transaction: Transaction } | undefined>();

const isOutbox = (name: string): boolean => name.includes('outbox');

export default class Dexie {
  static async delete(name: string): Promise<void> {
    const life = lifeNow();
    await betweenEffects(life);
    deleteDatabase(life.disk, name);
    await betweenEffects(life);
  }

  readonly name: string;
  readonly #life: Life = lifeNow();
  #last: Promise<unknown> = Promise.resolve();
  #isOpen = false;
  readonly #tables = new Map<string, Table>();
  [table: string]: unknown;

  constructor(name: string, _options?: unknown) {
    this.name = name;
  }

  version(_number: number): { stores(schema: Record<string, string | null>): unknown } {
    const upgrade = {
      upgrade: () => upgrade,
      stores: (schema: Record<string, string | null>) => stores(schema),
    };
    const stores = (schema: Record<string, string | null>): unknown => {
      for (const [table, text] of Object.entries(schema)) {
        if (text !== null) this.#declare(table, text.split(',')[0]?.trim() ?? '');
      }
      return upgrade;
    };
    return { stores };
  }

  #declare(name: string, key: string): Table {
    const table = createTable({
      rows: () => tableOf(this.#life.disk, this.name, { name, key: key.replace(/^[&+]+/, '') }),
      act: this.#actOn(name),
      db: this,
      isCounting: key.startsWith('++'),
    });
    this.#tables.set(name, table);
    this[name] = table;
    return table;
  }

  async open(): Promise<this> {
    await betweenEffects(this.#life);
    const found = this.#life.disk.databases.get(this.name);
    if (this.#tables.size === 0) {
      if (found === undefined) throw new Error(`NoSuchDatabaseError: ${this.name}`);
      for (const [name, { key }] of found.tables) this.#declare(name, key);
    }
    this.#isOpen = true;
    return this;
  }

  on(): void {
    // Nobody closes a simulated database but those who delete it; they say so themselves.
  }

  isOpen(): boolean {
    return this.#isOpen;
  }

  close(): void {
    this.#isOpen = false;
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (table === undefined) throw new Error(`InvalidTableError: ${name} of ${this.name}`);
    return table;
  }

  /** One after another; nested ones join. */
  async transaction<Result>(_mode: string, ...rest: unknown[]): Promise<Result> {
    const work = rest.at(-1) as () => Promise<Result>;
    if (transactions.getStore()?.of === this) return work();
    return this.#inTurn(async () => {
      const transaction = this.#begin();
      try {
        const result = await transactions.run({ of: this, transaction }, work);
        await this.#commit(transaction);
        return result;
      } catch (error) {
        transaction.takeBack();
        throw error;
      }
    });
  }

  #begin(): Transaction {
    const changes: Change[] = [];
    const { undo } = this.#life;
    const takeBack = (): void => {
      transaction.isOver = true;
      undo.delete(takeBack);
      for (const { table, key, before } of changes.reverse()) {
        if (before === undefined) table.rows.delete(key);
        else table.rows.set(key, before);
      }
    };
    undo.add(takeBack);
    const transaction: Transaction = { changes, isOver: false, takeBack };
    return transaction;
  }

  async #commit(transaction: Transaction): Promise<void> {
    const { changes, takeBack } = transaction;
    await betweenEffects(this.#life);
    transaction.isOver = true;
    this.#life.undo.delete(takeBack);
    for (const name of new Set(changes.map((change) => change.name))) {
      const of = changes.filter((change) => change.name === name);
      const rows = of
        .map(({ table, key }) => table.rows.get(key))
        .filter((row) => row !== undefined);
      this.#life.disk.onCommit(name, rows);
    }
    await betweenEffects(this.#life);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  #actOn(name: string): Act {
    return async (kind, run) => {
      const inside = transactions.getStore();
      if (inside?.of !== this) {
        return this.transaction('rw', () => this.#actOn(name)(kind, run));
      }
      await betweenEffects(this.#life);
      // What is still under way when its transaction ends, ends with it.
      if (inside.transaction.isOver) throw new SimulatedStorageError('the transaction is over');
      if (kind === 'write' && isOutbox(this.name) && isFailing(this.#life.disk, 'outbox')) {
        throw new SimulatedStorageError('the disk is full');
      }
      return run((table, key) => {
        const before = table.rows.get(key);
        inside.transaction.changes.push({ table, name, key, before });
      });
    };
  }
}

export { Dexie };
