// What the server keeps apart in the open grid: asked when the screen opens, when something was sent or received, every minute
// while it is visible, and when the network returns. Offline the last known answer stays, with its own time.

import type { GridId } from '#core/ids.ts';
import type { App } from '#session/app.ts';
import type { KeptAnswer } from './kept-words.ts';

type KeptFeed = {
  /** `undefined` until the first answer, null when nothing was ever known. */
  readonly answer: KeptAnswer | null | undefined;
  readonly ask: () => Promise<void>;
  readonly stop: () => void;
};

const everyMs = 60_000;

export const watchKept = (app: Pick<App, 'quarantine'>, grid: GridId): KeptFeed => {
  let answer = $state.raw<KeptAnswer | null>();
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = (asked += 1);
    const given = (await app.quarantine(grid).catch(() => null)) ?? answer ?? null;
    if (mine === asked) answer = given;
  };
  const askNow = (): void => {
    if (document.visibilityState === 'visible') void ask();
  };
  const timer = setInterval(askNow, everyMs);
  document.addEventListener('visibilitychange', askNow);
  window.addEventListener('online', askNow);
  return {
    get answer() {
      return answer;
    },
    ask,
    stop: () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askNow);
      window.removeEventListener('online', askNow);
    },
  };
};
