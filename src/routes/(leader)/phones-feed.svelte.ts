// The phones of the open grid's team, as the server last said: asked when the screen opens, every minute while it is
// visible, and when the network returns. Offline the last known answer stays, with its own time.

import type { GridId } from '#core/ids.ts';
import type { App } from '#session/app.ts';

export type PhonesAnswer = NonNullable<Awaited<ReturnType<App['phones']>>>;
export type PhonesFeed = { readonly answer: PhonesAnswer | null; readonly stop: () => void };

const everyMs = 60_000;

export const watchPhones = (app: Pick<App, 'phones'>, grid: GridId): PhonesFeed => {
  let answer = $state.raw<PhonesAnswer | null>(null);
  const ask = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    answer = (await app.phones(grid).catch(() => null)) ?? answer;
  };
  const askNow = (): void => void ask();
  const timer = setInterval(askNow, everyMs);
  document.addEventListener('visibilitychange', askNow);
  window.addEventListener('online', askNow);
  askNow();
  return {
    get answer() {
      return answer;
    },
    stop: () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askNow);
      window.removeEventListener('online', askNow);
    },
  };
};
