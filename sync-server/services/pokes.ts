// Pokes: hints that a grid has moved on, told to whoever listens in this process, and through a channel to the other
// processes that share the store. POKE-1: told only after the commit.
// POKE-2: at most one call per listener in `everyMs`, the first at once; heads of the same grid are gathered, the
// highest wins. A poke may be lost or late without harm: heads are re-read by whoever pulls.

import type { GridId, StaffId } from '#core/ids.ts';
import type { HintChannel } from '../storage/port.ts';

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

/** @param channel to other processes; without one this process is alone. Stopping it is the business of who opened it. */
export const createPokes = (channel?: HintChannel): Pokes => {
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

  const gather = (heads: Heads): void => {
    for (const [grid, head] of heads) gathered.set(grid, Math.max(head, gathered.get(grid) ?? 0));
    if (timer === undefined) tell();
  };
  const tellGrants = (staff: StaffId): void => {
    for (const { onGrants } of [...listeners]) onGrants(staff);
  };
  channel?.receive(({ heads, staff }) => {
    gather(heads);
    for (const one of staff) tellGrants(one);
  });

  return {
    publish: (grid, head) => {
      const heads = new Map([[grid, head]]);
      gather(heads);
      channel?.send({ heads, staff: [] });
    },
    publishGrants: (staff) => {
      tellGrants(staff);
      channel?.send({ heads: new Map(), staff: [staff] });
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
