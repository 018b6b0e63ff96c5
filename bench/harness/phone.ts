// A phone of the benchmarks: real Chromium on a profile that outlives it, without anything that listens in and would cost
// time of its own.

import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { emptyFolder } from '../../tests/e2e/harness/seeded-folder.ts';
import { chromiumLaunchOptions } from '../../tests/e2e/support/chromium.ts';

export type BenchPhone = {
  /** Starts the browser with one blank tab. */
  open(options?: { hasServiceWorker?: boolean }): Promise<Page>;
  close(): Promise<void>;
};

export const createBenchPhone = (): BenchPhone => {
  const profile = emptyFolder();
  let context: BrowserContext | undefined;
  return {
    open: async ({ hasServiceWorker = true } = {}) => {
      context = await chromium.launchPersistentContext(profile, {
        ...chromiumLaunchOptions(),
        viewport: { width: 360, height: 640 },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        hasTouch: true,
        serviceWorkers: hasServiceWorker ? 'allow' : 'block',
      });
      return context.pages()[0] ?? (await context.newPage());
    },
    close: async () => {
      await context?.close();
      context = undefined;
    },
  };
};

/** Slows the page's main thread by the browser's own means. @param rate 1 is full speed */
export const throttle = async (page: Page, rate: number): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
};
