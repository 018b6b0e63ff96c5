// What travels: the first load of a grid as Chromium receives it, and the pushes of a member's day as the phone sends them.

import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import type { Server } from '../tests/e2e/harness/server.ts';
import { openRoom } from '../tests/e2e/phone-room/phone-room.ts';
import type { Benchmark, Figure } from './harness/benchmark.ts';
import {
  blankPath,
  clearHttpCache,
  gridId,
  loadDocuments,
  loadGrid,
  staff,
} from './harness/grid.ts';
import { withRandomIds } from './harness/random-ids.ts';
import { enrolInRoom, roomServer } from './harness/room.ts';
import { gateNetwork, type Gate, recordDay } from './page/day.ts';
import { bytesReceived, fetchSnapshot, forgetCopies, loadInRoom, readToken } from './page/load.ts';

const mostPerDocument = 35;
const visits = 60;
const mostPushedKb = 3;
const bytesPerKb = 1000;

type Gated = { gate: Gate };

/** What one load is: the same bytes every time, so it is looked at once. */
const loadFigures = async (page: Page, server: Server): Promise<Figure[]> => {
  const url = `${server.origin}/api/v1/snapshot/${gridId}`;
  const token = await page.evaluate(readToken);
  const { text, bytes: packed } = await page.evaluate(fetchSnapshot, { url, token });
  await page.goto(server.origin + blankPath);
  await page.evaluate(forgetCopies);
  await clearHttpCache(page);
  await openRoom(page, server);
  await page.evaluate(loadInRoom, gridId);
  const bytes = await page.evaluate(bytesReceived);
  const perDocument = (whole: number): number => whole / loadDocuments;
  return [
    {
      what: 'first load by the phone, a document',
      unit: 'B',
      ours: perDocument(bytes),
      floor: perDocument(gzipSync(withRandomIds(text, randomUUID), { level: 9 }).length),
      promised: { kind: 'most', most: mostPerDocument },
    },
    {
      what: 'the snapshot as Chromium is offered it, a document',
      unit: 'B',
      ours: perDocument(packed),
      floor: null,
      promised: { kind: 'none' },
    },
  ];
};

/** Records a day without network, then sends it; bytes of all its pushes. */
const pushDay = async (page: Page): Promise<number> => {
  await page.evaluate(() => (globalThis as unknown as Gated).gate.shut());
  await page.evaluate(recordDay, visits);
  await page.evaluate(() => {
    (globalThis as unknown as Gated).gate.open();
    window.phone.app.syncNow();
  });
  await page.waitForFunction(() => window.phone.now.status.pending === 0);
  const sent = await page.evaluate(() => (globalThis as unknown as Gated).gate.sent('/push'));
  return sent.reduce((sum, bytes) => sum + bytes, 0);
};

export const benchmark: Benchmark = {
  name: 'wire',
  what: `bytes that travel: first load of 5,001 documents, a document; all pushes of ${visits} visits`,
  promise: `≤ ${mostPerDocument} B a document; ${visits} visits ≤ ${mostPushedKb} kB`,
  run: async (bench) => {
    const server = await roomServer(bench, loadGrid);
    bench.say('loading');
    const page = await enrolInRoom(bench, {
      server,
      person: staff.member,
      prepare: (fresh) => fresh.addInitScript(gateNetwork),
    });
    const figures = await loadFigures(page, server);
    bench.say('a day of visits');
    const pushed: Figure = {
      what: `${visits} visits recorded offline, pushed`,
      unit: 'kB',
      ours: (await pushDay(page)) / bytesPerKb,
      floor: null,
      promised: { kind: 'most', most: mostPushedKb },
    };
    return [...figures, pushed];
  },
};
