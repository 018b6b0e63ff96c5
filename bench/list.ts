// What a list of 1,000 households costs while a finger or a key waits for it: the pure questions alone, and all script that
// runs in the real screen from the touch to the answer.

import type { Page } from '@playwright/test';
import { createClient } from '../tests/e2e/harness/client.ts';
import type { Server } from '../tests/e2e/harness/server.ts';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { bundlePage } from './harness/bundle.ts';
import { building, buildingPath, enrol, fullGrid, staff } from './harness/grid.ts';
import { median, sampled } from './harness/median.ts';
import { throttle } from './harness/phone.ts';
import type { Documents, timeQuestions } from './page/queries.ts';

const mostMs = { 1: 16, 4: 50 } as const;
type Rate = keyof typeof mostMs;
const rates: readonly Rate[] = [1, 4];

const quietMs = 400;
const typed = '3';

type Act = { what: string; prepare(page: Page): Promise<void>; act(page: Page): Promise<void> };

/** Long enough for the answer and all that follows from it. */
const rest = (page: Page): Promise<void> => page.waitForTimeout(quietMs);
const openTab = (page: Page, path: string): Promise<void> =>
  page.locator(`nav a[href="${path}"]`).tap();

const actsOf = (origin: string): Act[] => [
  {
    what: 'Reconcile opened and grouped',
    prepare: (page) => openTab(page, '/board'),
    act: (page) => openTab(page, '/reconcile'),
  },
  {
    what: 'matrix filtered',
    prepare: async (page) => {
      if (!page.url().startsWith(origin + buildingPath)) await page.goto(origin + buildingPath);
      await page.getByRole('radio').nth(0).check();
    },
    act: (page) => page.getByRole('radio').nth(1).check(),
  },
  {
    what: 'one keystroke of search',
    prepare: async (page) => {
      if (!page.url().endsWith('/search')) await page.goto(`${origin}/search`);
      await page.locator('input[type="search"]').fill('');
    },
    act: (page) => page.keyboard.press(typed),
  },
];

/** Script that the page has run so far, ms, by the browser's own account. */
const scriptMs = async (page: Page): Promise<() => Promise<number>> => {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? Number.NaN);
  };
};

const onScreens = async (bench: Bench, page: Page, origin: string): Promise<Figure[]> => {
  const figures: Figure[] = [];
  const scripted = await scriptMs(page);
  for (const { what, prepare, act } of actsOf(origin)) {
    await throttle(page, 1);
    await prepare(page);
    await act(page);
    await rest(page);
    for (const rate of rates) {
      const ours = await sampled(bench.samples, async () => {
        await throttle(page, 1);
        await prepare(page);
        await rest(page);
        await throttle(page, rate);
        const before = await scripted();
        await act(page);
        await rest(page);
        return (await scripted()) - before;
      });
      figures.push(figureOf(`${what}, script of the screen`, rate, ours));
    }
  }
  return figures;
};

const paceOf = (rate: Rate): string => (rate === 1 ? 'full speed' : `throttled ${rate}×`);

const figureOf = (what: string, rate: Rate, ours: readonly number[]): Figure => ({
  what: `${what}, ${paceOf(rate)}`,
  unit: 'ms',
  ours: median(ours),
  floor: null,
  promised: { kind: 'most', most: mostMs[rate] },
});

const questions = {
  regroup: 'households regrouped',
  filter: 'matrix filtered',
  search: 'search answered',
} as const;

const alone = async (bench: Bench, page: Page, server: Server): Promise<Figure[]> => {
  const { sheet, households } = await (await createClient(server, staff.leader)).pull();
  const documents = { sheet, households } as unknown as Documents;
  await page.goto('about:blank');
  await page.addScriptTag({ content: await bundlePage('bench/page/queries.ts', 'questions') });
  const ask = { key: `${building.compound}/${building.number}`, typed, samples: bench.samples };
  const figures: Figure[] = [];
  for (const rate of rates) {
    await throttle(page, rate);
    const times = await page.evaluate(
      ([given, how]) => {
        const bundled = globalThis as unknown as {
          questions: { timeQuestions: typeof timeQuestions };
        };
        return bundled.questions.timeQuestions(given, how);
      },
      [documents, ask] as const,
    );
    for (const [name, what] of Object.entries(questions))
      figures.push(figureOf(`${what}, pure`, rate, times[name as keyof typeof questions]));
  }
  return figures;
};

export const benchmark: Benchmark = {
  name: 'list',
  what: '1,000 households, 5,000 visits: Reconcile regrouped, matrix filtered, one keystroke of search',
  promise: `≤ ${mostMs[1]} ms of script, ≤ ${mostMs[4]} ms throttled 4×`,
  run: async (bench) => {
    const server = await bench.server(fullGrid);
    bench.say('loading the grid');
    const page = await enrol(bench.phone(), server, staff.leader);
    bench.say('on the screens');
    const screens = await onScreens(bench, page, server.origin);
    bench.say('the questions alone');
    return [...screens, ...(await alone(bench, page, server))];
  },
};
