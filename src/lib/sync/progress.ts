// How much of a first load is done, as a share that only grows. Fetching counts for the first fifth; pages of unknown number
// fill what is left by halves.

export type Progress = {
  /** @param share 0–1 of the file */
  fetched(share: number): void;
  /** Rows that are about to be stored. */
  expect(rows: number): void;
  stored(rows: number): void;
  /** The copy is complete; what is stored from now on is no loading. */
  end(): void;
};

const fetching = 0.2;

export const createProgress = (tell: (share: number | null) => void): Progress => {
  let total = 0;
  let stored = 0;
  let share = 0;
  let hasEnded = false;
  const grow = (to: number): void => {
    if (hasEnded || to <= share) return;
    share = Math.min(to, 0.99);
    tell(share);
  };
  return {
    fetched: (part) => grow(Math.max(0.02, fetching * part)),
    expect(rows) {
      total = rows;
      grow(fetching);
    },
    stored(rows) {
      stored += rows;
      const rest = 1 - fetching;
      grow(total > 0 ? fetching + (rest * stored) / total : share + (1 - share) / 4);
    },
    end() {
      hasEnded = true;
      tell(null);
    },
  };
};
