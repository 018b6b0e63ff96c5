// The first load of a grid on a phone that has never seen it: from the request to the last document stored and the digest
// proven, and until a member can work on the matrix.

import type { Page } from '@playwright/test';
import type { Server } from '../tests/e2e/harness/server.ts';
import type { Bench, Benchmark, Figure } from './harness/benchmark.ts';
import {
  blankPath,
  buildingPath,
  clearHttpCache,
  enrol,
  gridId,
  loadGrid,
  staff,
} from './harness/grid.ts';
import { median } from './harness/median.ts';
import { watchForPaint } from './harness/painted.ts';
import { forgetCopies, rawLoad, readToken, takeLoad, watchProof, type Load } from './page/load.ts';

const most = 2;
/** A quarter of what the load may take. */
const mostUsable = most / 4;

const prepare = async (bench: Bench): Promise<{ server: Server; page: Page; token: string }> => {
  const server = await bench.server(loadGrid);
  bench.say('enrolling');
  const page = await enrol(bench.phone(), server, staff.member);
  await watchForPaint(page, '[data-door]');
  await page.addInitScript(watchProof);
  await page.goto(server.origin + blankPath);
  return { server, page, token: await page.evaluate(readToken) };
};

/** Both from a blank page of the same origin, with nothing of the grid in any cache. */
const loadOnce = async (page: Page, origin: string): Promise<Load> => {
  await page.goto(origin + blankPath);
  await page.evaluate(forgetCopies);
  await clearHttpCache(page);
  await page.goto(origin + buildingPath, { waitUntil: 'commit' });
  return page.evaluate(takeLoad);
};

const floorOnce = async (page: Page, origin: string, token: string): Promise<number> => {
  await page.goto(origin + blankPath);
  await clearHttpCache(page);
  const { ms } = await page.evaluate(rawLoad, {
    url: `${origin}/api/v1/snapshot/${gridId}`,
    token,
  });
  return ms;
};

const figuresOf = (loads: Load[], floor: number): Figure[] => {
  const since = (key: 'provenAt' | 'paintedAt'): number =>
    median(loads.map((load) => load[key] - load.requestedAt));
  return [
    {
      what: 'request → all stored and proven',
      unit: 'ms',
      ours: since('provenAt'),
      floor,
      promised: { kind: 'ratio', most },
    },
    {
      what: 'request → matrix painted and tappable',
      unit: 'ms',
      ours: since('paintedAt'),
      floor,
      promised: { kind: 'ratio', most: mostUsable },
    },
  ];
};

export const benchmark: Benchmark = {
  name: 'load',
  what: 'first load of a grid, 1,000 households and 4,000 visits: request → all stored and digest proven; → matrix usable',
  promise: `≤ ${most}× fetch and raw puts of the same documents; matrix within a quarter of that`,
  run: async (bench) => {
    const { server, page, token } = await prepare(bench);
    bench.say('loading, in turns');
    const loads: Load[] = [];
    const floor: number[] = [];
    for (let at = 0; at < bench.samples; at += 1) {
      floor.push(await floorOnce(page, server.origin, token));
      loads.push(await loadOnce(page, server.origin));
    }
    return figuresOf(loads, median(floor));
  },
};
