// From the browser's start to the first door: nothing is alive but what the phone has stored.

import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { buildingPath, enrol, fullGrid, staff, waitForServiceWorker } from './harness/grid.ts';
import { median } from './harness/median.ts';
import { millisecondsToPaint, watchForPaint } from './harness/painted.ts';
import { throttle, type BenchPhone } from './harness/phone.ts';

const most = 1.5;
/** The browser's own start must not be measured with the page's. */
const settleMs = 700;

type Start = { phone: BenchPhone; url: string; selector: string; rate: number };

/** One cold start: a new browser process on the same profile. */
const coldStart = async ({ phone, url, selector, rate }: Start): Promise<number> => {
  const page = await phone.open();
  await watchForPaint(page, selector);
  await page.waitForTimeout(settleMs);
  await throttle(page, rate);
  const ms = await millisecondsToPaint(page, url);
  if (selector === '[data-door]') await tapLastDoor(page);
  await phone.close();
  return ms;
};

/** What is painted must also answer: a real touch opens the door. */
const tapLastDoor = async (page: Awaited<ReturnType<BenchPhone['open']>>): Promise<void> => {
  await page.locator('[data-door]').first().tap();
  await page.waitForURL(/\/door\//);
};

const prepare = async (
  bench: Bench,
): Promise<{ origin: string; used: BenchPhone; blank: BenchPhone }> => {
  const server = await bench.server(fullGrid);
  const [used, blank] = [bench.phone(), bench.phone()];
  bench.say('loading the grid');
  await enrol(used, server, staff.member);
  await used.close();
  const page = await blank.open();
  await page.goto(server.origin);
  // The app takes its service worker once somebody is signed in; here nobody is.
  await page.evaluate(() => navigator.serviceWorker.register('/sw.js').then(() => null));
  await waitForServiceWorker(page);
  await blank.close();
  await server.kill();
  return { origin: server.origin, used, blank };
};

export const benchmark: Benchmark = {
  name: 'start',
  what: 'browser closed, server dead, 1,000 households and 5,000 visits stored: navigation → matrix painted and tappable',
  promise: `≤ ${most}× an empty page of the same app shell, at full speed and throttled 4×`,
  run: async (bench) => {
    const { origin, used, blank } = await prepare(bench);
    const figures: Figure[] = [];
    for (const rate of [1, 4]) {
      bench.say(`cold starts at 1/${rate} of full speed`);
      const ours: number[] = [];
      const floor: number[] = [];
      for (let at = 0; at < bench.samples; at += 1) {
        floor.push(await coldStart({ phone: blank, url: `${origin}/`, selector: 'main', rate }));
        const url = origin + buildingPath;
        ours.push(await coldStart({ phone: used, url, selector: '[data-door]', rate }));
      }
      figures.push({
        what: `navigation → matrix, ${rate === 1 ? 'full speed' : `throttled ${rate}×`}`,
        unit: 'ms',
        ours: median(ours),
        floor: median(floor),
        promised: { kind: 'ratio', most },
      });
    }
    return figures;
  },
};
