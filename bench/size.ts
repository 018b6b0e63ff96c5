// How much code a phone must load and keep.

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { gridSeed } from '../tests/e2e/harness/seeded-folder.ts';
import { inRoot } from '../tools/launch/paths.mjs';
import type { Benchmark } from './harness/benchmark.ts';
import { buildingPath, staff } from './harness/grid.ts';

const mostFirst = 150;
const mostPrecached = 700;
const bytesPerKb = 1000;

const smallGrid = gridSeed(40, 40);
/** Long enough for everything that the screen loads after it is painted. */
const settleMs = 3000;

const built = (file: string): string => path.join(inRoot('build'), file);

/** Scripts and styles that the tab has fetched, as paths below the app's folder. */
const codeOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => new URL(entry.name).pathname)
      .filter((file) => /\.(js|css)$/.test(file) && !/^\/(sw|workbox-)/.test(file)),
  );

/** What a script cannot run without: the scripts that it imports by name, not those that it asks for later. */
const staticImports = (file: string): string[] =>
  [
    ...readFileSync(built(file), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["']([^"']+\.js)["']/g),
  ].map((found) => path.posix.join(path.posix.dirname(file), found[1] ?? ''));

const withImports = (files: Iterable<string>): Set<string> => {
  const all = new Set(files);
  for (const file of all)
    if (file.endsWith('.js')) staticImports(file).forEach((one) => all.add(one));
  return all;
};

/** The part of the fetched files that must have run before the screen stands: entry, layouts, the page, and their imports. */
const neededFirst = (fetched: readonly string[]): Set<string> =>
  withImports(fetched.filter((file) => /\/(entry|nodes)\/|\.css$/.test(file)));

const gzipKb = (files: Iterable<string>): number =>
  [...files]
    .map((file) => gzipSync(readFileSync(built(file))).length)
    .reduce((sum, bytes) => sum + bytes, 0) / bytesPerKb;

/** The list that the service worker was built with. */
const precached = (): string[] => {
  const worker = readFileSync(inRoot('build/sw.js'), 'utf8');
  return [...worker.matchAll(/url:\s*"([^"]+)"/g)].map((found) => found[1] ?? '');
};

const kilobytes = (files: string[]): number =>
  files.map((file) => statSync(built(file)).size).reduce((sum, bytes) => sum + bytes, 0) /
  bytesPerKb;

export const benchmark: Benchmark = {
  name: 'size',
  what: "JavaScript and CSS of the member's first screen, gzip; whole precache",
  promise: `≤ ${mostFirst} kB; ≤ ${mostPrecached} kB`,
  run: async (bench) => {
    const server = await bench.server(smallGrid);
    const page = await bench.phone().open({ hasServiceWorker: false });
    await page.goto(await server.invite(staff.member));
    await page.waitForURL(/\/today/);
    await page.goto(server.origin + buildingPath);
    await page.waitForSelector('[data-door]');
    await page.waitForTimeout(settleMs);
    const fetched = [...new Set(await codeOf(page))];
    const size = { unit: 'kB', floor: null } as const;
    return [
      {
        ...size,
        what: 'JS + CSS that the matrix stands on, gzip',
        ours: gzipKb(neededFirst(fetched)),
        promised: { kind: 'most', most: mostFirst },
      },
      {
        ...size,
        what: 'the same with what follows it (replication, updates), gzip',
        ours: gzipKb(fetched),
        promised: { kind: 'none' },
      },
      {
        ...size,
        what: 'whole precache as it travels, gzip',
        ours: gzipKb(precached()),
        promised: { kind: 'most', most: mostPrecached },
      },
      {
        ...size,
        what: 'whole precache, uncompressed',
        ours: kilobytes(precached()),
        promised: { kind: 'none' },
      },
    ];
  },
};
