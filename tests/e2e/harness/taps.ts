// Counts what a finger does: real touches that reached the page, as the page saw them.

import type { Page } from '@playwright/test';

/** Begins to count the trusted touches on the page that is open; ask the result for how many there were since. */
export async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counter = { taps: 0 };
    Object.assign(window, { counter });
    window.addEventListener(
      'pointerdown',
      (event) => (counter.taps += event.isTrusted ? 1 : 0),
      true,
    );
  });
  return () =>
    page.evaluate(() => (window as unknown as { counter: { taps: number } }).counter.taps);
}
