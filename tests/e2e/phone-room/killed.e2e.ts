// The browser ended by SIGKILL at random moments, and a clock that jumps: what was said to be saved is there, once, and
// what was being fetched is fetched.

import type { Page } from '@playwright/test';
import { createRandom } from '../../../src/testing/random.ts';
import { gridSeed } from '../harness/seeded-folder.ts';
import { expect, test } from '../harness/journey.ts';
import {
  allReceived,
  enrol,
  fates,
  openGrid,
  openRoom,
  pageFolder,
  proven,
  recordAtFreshDoors,
  standingOf,
} from './phone-room.ts';

const member = 's003';
const dayMs = 24 * 3_600_000;

/** Records at one fresh door after the other and says so by the console, until the browser ends. */
const recordOnAndOn = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { app, now } = window.phone;
    const recordNext = async (): Promise<void> => {
      if (now.grid.kind !== 'open') return;
      const { households, standings } = now.grid.view;
      const household = [...households.keys()].find(
        (id) => standings.get(id)?.state === 'not-visited',
      );
      if (household === undefined) return;
      await app.recordVisit({
        ...{ household, disposition: 'no-one-home', mode: 'in-person', answers: [], facts: {} },
        ...{ persons: [], callbackAt: null, note: '', voids: '' },
      });
      console.info(`saved ${household}`);
      return recordNext();
    };
    void recordNext();
  });

test('OUTBOX-1 a browser killed during saves keeps all that it called saved', async ({ field }) => {
  const random = createRandom('killed during saves');
  const server = await field.server(gridSeed(300, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const saved: string[] = [];
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  for (let round = 0; round < 3; round += 1) {
    phone.page.on('console', (message) => {
      const [, door] = /^saved (\S+)$/.exec(message.text()) ?? [];
      if (door !== undefined) saved.push(door);
    });
    await openGrid(phone.page);
    await recordOnAndOn(phone.page);
    await phone.page.waitForTimeout(300 + random.int(0, 700));
    await phone.kill();
    await phone.start();
    await openRoom(phone.page, server);
  }
  await openGrid(phone.page);
  await allReceived(phone.page);
  await proven(phone.page);
  expect(saved.length).toBeGreaterThan(3);
  expect(new Set(saved).size).toBe(saved.length);
  for (const door of saved) expect(await standingOf(phone.page, door)).toBe('no-answer');
  const told = await fates(phone.page);
  expect(new Set(told)).toEqual(new Set(['received']));
  expect(told.length).toBeGreaterThanOrEqual(saved.length);
});

test('REPLICA-4 a browser killed during pulls ends up with all of it', async ({ field }) => {
  const random = createRandom('killed during pulls');
  const server = await field.server(gridSeed(300, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  const other = await field.phone(server);
  for (const one of [phone, other]) {
    await openRoom(one.page, server);
    await enrol(one.page, server, member);
    await openGrid(one.page);
    await proven(one.page);
  }
  const doors: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    await phone.kill();
    doors.push(...(await recordAtFreshDoors(other.page, 40)));
    await allReceived(other.page);
    await phone.start();
    await openRoom(phone.page, server);
    await openGrid(phone.page);
    await phone.page.waitForTimeout(random.int(0, 500));
  }
  await phone.kill();
  await phone.start();
  await openRoom(phone.page, server);
  await openGrid(phone.page);
  await proven(phone.page);
  for (const door of doors) expect(await standingOf(phone.page, door)).toBe('no-answer');
});

test('HLC a clock that jumps a day ahead and back between runs loses nothing', async ({
  field,
}) => {
  const server = await field.server(gridSeed(60, 10), { app: await pageFolder() });
  const phone = await field.phone(server);
  await openRoom(phone.page, server);
  await enrol(phone.page, server, member);
  const doors: string[] = [];
  for (const byMs of [dayMs, -dayMs, 0]) {
    await phone.kill();
    await phone.start();
    await phone.page.addInitScript((ms) => {
      const now = Date.now;
      Date.now = () => now() + ms;
    }, byMs);
    await openRoom(phone.page, server);
    await openGrid(phone.page);
    doors.push(...(await recordAtFreshDoors(phone.page, 2)));
    await allReceived(phone.page);
    await phone.page.evaluate(() => window.phone.app.syncNow());
    await phone.page.waitForFunction(() => window.phone.now.status.problem === null);
  }
  await proven(phone.page);
  expect(new Set(doors).size).toBe(6);
  for (const door of doors) expect(await standingOf(phone.page, door)).toBe('no-answer');
  expect(await fates(phone.page)).toEqual(Array.from({ length: 6 }, () => 'received'));
});
