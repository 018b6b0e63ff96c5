// When something is on the screen and a finger may use it, as the page itself sees it: the first task after the frame that
// painted it. In that task the main thread is free again, so the next touch is answered at once.

import type { Page } from '@playwright/test';

type Probe = { painted: Promise<number> };

/** Installs the probe for every document that the tab opens from now on. @param selector of what is waited for */
export const watchForPaint = async (page: Page, selector: string): Promise<void> => {
  await page.addInitScript((wanted) => {
    const painted = new Promise<number>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      const look = (): void => {
        // Called before the frame is painted: a message sent now arrives after it was.
        if (document.querySelector(wanted) !== null) port2.postMessage(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    Object.assign(globalThis, { painted });
  }, selector);
};

/** Milliseconds from the start of the navigation until what was watched for is painted and the page at rest. */
export const millisecondsToPaint = async (page: Page, url: string): Promise<number> => {
  await page.goto(url, { waitUntil: 'commit' });
  const painted = page.evaluate(() => (globalThis as unknown as Probe).painted);
  return Promise.race([painted, refusedAfter(page)]);
};

const patienceMs = 60_000;

const refusedAfter = async (page: Page): Promise<never> => {
  await page.waitForTimeout(patienceMs);
  throw new Error(`Nothing was painted within ${patienceMs} ms.`);
};
