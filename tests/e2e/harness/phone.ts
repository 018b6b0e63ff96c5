// A phone: Chromium with a profile on disk that outlives it. It can be killed at any moment (SIGKILL to the browser and all its
// processes) and started again on the same profile.

import { existsSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { chromiumLaunchOptions } from '../support/chromium.ts';
import { createFaults, type Faults } from './faults.ts';
import { emptyFolder } from './seeded-folder.ts';

export type Look = {
  width?: number;
  height?: number;
  locale?: 'zh-CN' | 'en-GB';
  colorScheme?: 'light' | 'dark';
  /** A film (y4m) that its camera sees, over and over; without one it has no camera. */
  camera?: string;
};

export type Phone = {
  /** The tab that the journey works in. */
  readonly page: Page;
  readonly faults: Faults;
  start(how?: { offline?: boolean }): Promise<Page>;
  /** SIGKILL: nothing in the browser gets a chance to say goodbye. */
  kill(): Promise<void>;
  /** Closed by its user. */
  close(): Promise<void>;
  setOffline(isOffline: boolean): Promise<void>;
  /** While it is off: the browser's storage is gone, as after an eviction; cookies stay. */
  wipeStorage(): void;
  /** Another tab of the same browser. */
  newTab(): Promise<Page>;
};

/** The browser's own process: Chromium names it in the lock of its profile. */
const browserPid = (profile: string): number => {
  const lock = readlinkSync(path.join(profile, 'SingletonLock'));
  const pid = Number(lock.slice(lock.lastIndexOf('-') + 1));
  if (!(pid > 1)) throw new Error('The browser did not name its process.');
  return pid;
};

/** Playwright starts Chromium as the leader of a process group: with it end its renderers and its GPU process. */
const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    process.kill(pid, 'SIGKILL');
  }
};

/** How long a tap waits for what is to be tapped. */
const patienceMs = 20_000;

/** @param origin of the only server that this phone may ask */
export function createPhone(origin: string, look: Look = {}): Phone {
  const profile = emptyFolder();
  const faults = createFaults(origin);
  let context: BrowserContext | undefined;
  let page: Page | undefined;

  const open = (): BrowserContext => {
    if (context === undefined) throw new Error('The phone is off.');
    return context;
  };

  const withCamera = (film: string): string[] => [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ];

  return {
    faults,
    get page() {
      if (page === undefined) throw new Error('The phone is off.');
      return page;
    },
    start: async ({ offline = false } = {}) => {
      const launch = chromiumLaunchOptions();
      context = await chromium.launchPersistentContext(profile, {
        ...launch,
        args: [...(launch.args ?? []), ...(look.camera ? withCamera(look.camera) : [])],
        viewport: { width: look.width ?? 360, height: look.height ?? 640 },
        locale: look.locale ?? 'zh-CN',
        colorScheme: look.colorScheme ?? 'light',
        timezoneId: 'Asia/Shanghai',
        hasTouch: true,
        offline,
      });
      context.setDefaultTimeout(patienceMs);
      await faults.watch(context);
      page = context.pages()[0] ?? (await context.newPage());
      return page;
    },
    kill: async () => {
      const closed = new Promise<void>((resolve) => open().once('close', () => resolve()));
      killGroup(browserPid(profile));
      await closed;
      context = page = undefined;
    },
    close: async () => {
      await context?.close();
      context = page = undefined;
    },
    wipeStorage: () => {
      if (context !== undefined) throw new Error('The phone is on.');
      const folders = ['IndexedDB', 'Service Worker', 'Local Storage', 'Session Storage'].map(
        (name) => path.join(profile, 'Default', name),
      );
      if (!folders.some(existsSync)) throw new Error('There was nothing to wipe.');
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
    setOffline: (isOffline) => open().setOffline(isOffline),
    newTab: () => open().newPage(),
  };
}
