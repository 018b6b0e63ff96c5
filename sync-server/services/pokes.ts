// Pokes: hints that a grid has moved on, told to whoever listens in this process. POKE-1: told only after the commit.
// POKE-2: at most one call per listener in `everyMs`, the first at once; heads of the same grid are gathered, the
// highest wins. A poke may be lost or late without harm: heads are re-read by whoever pulls.

import type { GridId, StaffId } from '#core/ids.ts';

const everyMs = 50;

export type Heads = ReadonlyMap<GridId, number>;
export type PokeListener = {
  onHeads: (heads: Heads) => void;
  /** The grants of somebody have changed. */
  onGrants: (staff: StaffId) => void;
};

export type Pokes = {
  publish(grid: GridId, head: number): void;
  publishGrants(staff: StaffId): void;
  listen(listener: PokeListener): () => void;
  /** Tells what is still gathered, then nobody any more. */
  stop(): void;
};

export const createPokes = (): Pokes => {
  const listeners = new Set<PokeListener>();
  let gathered = new Map<GridId, number>();
  let timer: NodeJS.Timeout | undefined;

  const tell = (): void => {
    timer = undefined;
    if (gathered.size === 0) return;
    const heads = gathered;
    gathered = new Map();
    for (const { onHeads } of listeners) onHeads(heads);
    timer = setTimeout(tell, everyMs);
    timer.unref();
  };

  return {
    publish: (grid, head) => {
      gathered.set(grid, Math.max(head, gathered.get(grid) ?? 0));
      if (timer === undefined) tell();
    },
    publishGrants: (staff) => {
      for (const { onGrants } of [...listeners]) onGrants(staff);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    stop: () => {
      clearTimeout(timer);
      tell();
      clearTimeout(timer);
      listeners.clear();
    },
  };
};
