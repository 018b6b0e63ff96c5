// Two tabs take over from each other at random moments: while they start, load, fetch, send and save. Nothing that was
// recorded is lost, and nothing is thrown: `field` fails the journey otherwise. Seeds that failed once stay in the list.

import type { Page } from '@playwright/test';
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
  tryToRecord,
} from './phone-room.ts';
import { createRandom } from '../../../src/testing/random.ts';

const seeds = [1, 2, 3];
const turns = 12;
const mostPauseMs = 900;

/** Does not wait: the other tab is to come in the middle of it. */
const work = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { app } = window.phone;
    const isRefusal = (error: unknown): boolean =>
      error instanceof Error && /not-ready|no-grid|Closed/.test(`${error.name} ${error.message}`);
    void app.openGrid('g001').catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
    });
    app.syncNow();
  });

for (const seed of seeds) {
  test(`TAB-1 ENGINE-3 two tabs take over from each other at random moments (seed ${seed})`, async ({
    field,
  }) => {
    const random = createRandom(`tabs ${seed}`).next;
    const server = await field.server(gridSeed(300, 900), { app: await pageFolder() });
    const phone = await field.phone(server);
    await openRoom(phone.page, server);
    await enrol(phone.page, server, 's003');
    const second = await phone.newTab();
    await openRoom(second, server);
    const tabs = [phone.page, second];
    let saved = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      const [mine, other] = turn % 2 === 0 ? [tabs[0], tabs[1]] : [tabs[1], tabs[0]];
      if (mine === undefined || other === undefined) throw new Error('no tab');
      await work(mine);
      await mine.waitForTimeout(random() * mostPauseMs);
      const saving = tryToRecord(mine);
      await mine.waitForTimeout(random() * 100);
      await other.evaluate(() => window.phone.app.takeOver());
      saved += await saving;
    }
    const last = turns % 2 === 0 ? phone.page : second;
    await openGrid(last);
    await allReceived(last);
    await proven(last);
    expect((await fates(last)).filter((kind) => kind === 'received').length).toBeGreaterThanOrEqual(
      saved,
    );
  });
}
