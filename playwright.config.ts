import { defineConfig } from '@playwright/test';
import { chromiumLaunchOptions } from './tests/e2e/support/chromium.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.{e2e,spec,test}.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 2,
  // Real browsers and servers are killed on a machine that others load, too: a journey gets a second try, and the report
  // names each that needed it.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'line',
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunchOptions(),
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 360, height: 640 },
    screenshot: 'only-on-failure',
    trace: 'off',
  },
});
