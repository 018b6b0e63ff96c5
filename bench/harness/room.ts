// A phone without screens: the product's rooms below them, in real Chromium, on a page of their own. For what is measured
// beside products that have no screens either.

import type { Page } from '@playwright/test';
import type { Server } from '../../tests/e2e/harness/server.ts';
import type { Seed } from '../../tests/e2e/harness/seeded-folder.ts';
import { enrol, openGrid, openRoom, pageFolder } from '../../tests/e2e/phone-room/phone-room.ts';
import type { Bench } from './benchmark.ts';
import { gridId } from './grid.ts';

/** A server whose page is the rooms'. */
export const roomServer = async (bench: Bench, seed: Seed): Promise<Server> =>
  bench.server(seed, { app: await pageFolder() });

/** Enrols a person on a new phone and waits until its grid is open and proven. @param prepare runs before the first page */
export const enrolInRoom = async (
  bench: Bench,
  { server, person, prepare }: Enrolment,
): Promise<Page> => {
  const page = await bench.phone().open();
  await prepare?.(page);
  await openRoom(page, server);
  const outcome = await enrol(page, server, person);
  if (outcome.kind !== 'enrolled') throw new Error(`The enrolment was refused: ${outcome.code}.`);
  await openGrid(page, gridId);
  await page.waitForFunction(() => window.phone.now.status.digestAgreedAt !== null);
  return page;
};

type Enrolment = { server: Server; person: string; prepare?: (page: Page) => Promise<unknown> };
