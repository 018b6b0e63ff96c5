// A value that is watched: the store contract of `view.ts`, and the side that sets it.

import type { Readable } from './view.ts';

export type Writable<Value> = Readable<Value> & {
  get(): Value;
  /** Tells watchers when the value is another one (by identity). */
  set(value: Value): void;
};

export const createWritable = <Value>(first: Value): Writable<Value> => {
  let value = first;
  const watchers = new Set<(value: Value) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const run of [...watchers]) run(value);
    },
    subscribe(run) {
      // One function may be given twice: each subscription ends alone.
      const watcher = (next: Value): void => run(next);
      watchers.add(watcher);
      run(value);
      return () => watchers.delete(watcher);
    },
  };
};
