// The coverage of one area, asked again every 30 seconds while the page is visible, and at once when it becomes visible
// or the network returns. An older answer never replaces a newer one.

import type { App } from '#session/app.ts';
import type { CoverageAnswer } from './coverage-figures.ts';

const everyMs = 30_000;

export type CoverageFeed = {
  /** Undefined until the first answer; null when there is none to be had. */
  readonly answer: CoverageAnswer | null | undefined;
  readonly refresh: () => Promise<void>;
  /** Stops asking. */
  readonly stop: () => void;
};

export const watchCoverage = (app: Pick<App, 'coverage'>, area: string): CoverageFeed => {
  let answer = $state.raw<CoverageAnswer | null>();
  const refresh = async (): Promise<void> => {
    const next = await app.coverage(area).catch(() => null);
    if (next === null) answer ??= null;
    else if (!answer || next.asOf >= answer.asOf) answer = next;
  };
  const refreshIfVisible = (): void => {
    if (document.visibilityState === 'visible') void refresh();
  };
  const timer = setInterval(refreshIfVisible, everyMs);
  document.addEventListener('visibilitychange', refreshIfVisible);
  window.addEventListener('online', refreshIfVisible);
  window.addEventListener('offline', refreshIfVisible);
  void refresh();
  return {
    get answer() {
      return answer;
    },
    refresh,
    stop: () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', refreshIfVisible);
      window.removeEventListener('online', refreshIfVisible);
      window.removeEventListener('offline', refreshIfVisible);
    },
  };
};
