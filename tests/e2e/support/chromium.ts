import type { LaunchOptions } from '@playwright/test';
import { ensureChromium } from '../../../tools/chromium.mjs';

/** The real Chromium of this machine; also for tests that launch a persistent profile of their own. */
export const chromiumLaunchOptions = (): LaunchOptions => ({
  executablePath: ensureChromium(),
  // Playwright's own switches take care of a quiet network; as root Chromium needs its sandbox off.
  chromiumSandbox: false,
  args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-component-update'],
});
