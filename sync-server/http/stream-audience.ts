import type { GridId } from '#core/ids.ts';
import type { Stream } from './streams.ts';

/** The open streams, found by grid: a grid that moves concerns a few of ten thousand. */
export const createAudience = () => {
  const streams = new Set<Stream>();
  const byGrid = new Map<GridId, Set<Stream>>();

  const remove = (stream: Stream): void => {
    if (!streams.delete(stream)) return;
    for (const grid of stream.grids) {
      const listeners = byGrid.get(grid);
      listeners?.delete(stream);
      if (listeners?.size === 0) byGrid.delete(grid);
    }
  };

  return {
    add: (stream: Stream): void => {
      streams.add(stream);
      for (const grid of stream.grids) {
        const listeners = byGrid.get(grid) ?? new Set();
        listeners.add(stream);
        byGrid.set(grid, listeners);
      }
    },
    /** Also one that is not there any more. */
    remove,
    ofGrid: (grid: GridId): Iterable<Stream> => byGrid.get(grid) ?? [],
    ofStaff: (staff: string): Stream[] => [...streams].filter((one) => one.staff === staff),
    ofTurn: (turn: number): Stream[] => [...streams].filter((one) => one.turn === turn),
    all: (): Stream[] => [...streams],
    count: (): number => streams.size,
  };
};
