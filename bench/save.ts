// From the touch of the last button to what a member relies on: the event is durable, and the matrix shows it.

import type { Page } from '@playwright/test';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import { buildingPath, enrol, fullGrid, staff } from './harness/grid.ts';
import { median, sampled } from './harness/median.ts';
import { throttle } from './harness/phone.ts';
import { paintPicture, takePicture } from './page/picture.ts';
import { nextTap, rawPut, readNewestEvent, takeInteractions, watchTaps } from './page/tap.ts';

const most = 3;
const mostInteractionMs = 100;
/** Interactions shorter than this the browser does not report. */
const leastReportedMs = 16;
const outbox = 'gridsweep-outbox';

/** On the phone that is offline each door is recorded once: 没人应, nobody answered. */
const prepare = async (bench: Bench): Promise<{ page: Page; doors: string[] }> => {
  const server = await bench.server(fullGrid);
  bench.say('loading the grid');
  const page = await enrol(bench.phone(), server, staff.member);
  await page.addInitScript(watchTaps);
  await page.goto(server.origin + buildingPath);
  await page.waitForSelector('[data-door]');
  await server.kill();
  const doors = await page
    .locator('[data-door]')
    .evaluateAll((cells) => cells.map((cell) => (cell as HTMLElement).dataset['door'] ?? ''));
  return { page, doors };
};

/** `floor` is the put alone, `shownFloor` the put and then the same picture. All ms. */
type Save = {
  ours: number;
  durable: number;
  floor: number;
  shownFloor: number;
  interaction: number;
};

const saveAt = async (page: Page, door: string): Promise<Save> => {
  await page.locator(`[data-door="${door}"]`).tap();
  const button = page.getByRole('button', { name: '没人应' });
  await button.waitFor();
  await page.waitForTimeout(500);
  await page.evaluate(takeInteractions);
  // The mark that the door holds something unsent: on the matrix, for this door.
  const tap = page.evaluate(nextTap, `[data-door="${door}"] .number svg`);
  await button.tap();
  const { tappedAt, durableAt, paintedAt } = await tap;
  await page.waitForTimeout(500);
  const interactions = await page.evaluate(takeInteractions);
  const event = await page.evaluate(readNewestEvent, outbox);
  const floor = await page.evaluate(rawPut, event);
  const picture = await page.evaluate(paintPicture, await page.evaluate(takePicture));
  return {
    ours: paintedAt - tappedAt,
    durable: durableAt - tappedAt,
    floor,
    shownFloor: floor + picture,
    interaction: Math.max(leastReportedMs, ...interactions),
  };
};

const figuresOf = (saves: Save[], rate: number): Figure[] => {
  const pace = rate === 1 ? 'full speed' : `throttled ${rate}×`;
  const of = (key: keyof Save): number => median(saves.map((save) => save[key]));
  const figure = { unit: 'ms', promised: { kind: 'ratio', most } } as const;
  return [
    { ...figure, what: `tap → durable, ${pace}`, ours: of('durable'), floor: of('floor') },
    {
      ...figure,
      what: `tap → durable and on the matrix, ${pace}`,
      ours: of('ours'),
      floor: of('shownFloor'),
    },
    {
      what: `tap → next paint, ${pace}`,
      unit: 'ms',
      ours: of('interaction'),
      floor: null,
      promised: { kind: 'most', most: mostInteractionMs },
    },
  ];
};

export const benchmark: Benchmark = {
  name: 'save',
  what: 'tap on the last button → event durable in the outbox and the matrix showing it',
  promise: `≤ ${most}× a raw strict put of the same bytes and a paint of the same picture; next paint ≤ ${mostInteractionMs} ms`,
  run: async (bench) => {
    const { page, doors } = await prepare(bench);
    const figures: Figure[] = [];
    for (const rate of [1, 4]) {
      bench.say(`saves at 1/${rate} of full speed`);
      await throttle(page, rate);
      const saves = await sampled(bench.samples, () => saveAt(page, doors.pop() ?? ''));
      figures.push(...figuresOf(saves, rate));
    }
    return figures;
  },
};
