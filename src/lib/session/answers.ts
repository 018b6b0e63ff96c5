// Questions to the server whose last answer is kept for when it cannot be asked: counts of an area, phones of a team, and what
// is kept apart in a grid.

import { CoverageResponse, PhonesResponse, QuarantineResponse } from '#schema/protocol.ts';
import type { App, KeptKey } from './app.ts';
import { askOrRecall } from './last-known.ts';
import type { Workshop } from './workshop.ts';

type Answers = Pick<App, 'coverage' | 'phones' | 'quarantine'>;

/** Events kept apart that a leader has settled on this phone; the server does not know it yet. */
const settledHere = ({ outbox }: Workshop, grid: string): KeptKey[] =>
  outbox.shown().flatMap(({ event, state }) => {
    if (event.kind !== 'quarantine-settled' || event.grid !== grid || state !== 'pending')
      return [];
    const { device, n, fork } = event.body;
    return [{ device, n, fork }];
  });

export const createAnswers = (ready: () => Promise<Workshop>, now: () => number): Answers => ({
  async coverage(area) {
    const shop = await ready();
    const path = area === '' ? '/coverage' : `/coverage/${encodeURIComponent(area)}`;
    const known = await askOrRecall({ ...shop, now }, path, CoverageResponse);
    return known && { coverage: known.value, asOf: known.asOf, isLive: known.isLive };
  },
  async phones(grid) {
    const shop = await ready();
    const path = `/phones/${encodeURIComponent(grid)}`;
    const known = await askOrRecall({ ...shop, now }, path, PhonesResponse);
    return known && { phones: known.value, asOf: known.asOf, isLive: known.isLive };
  },
  async quarantine(grid) {
    const shop = await ready();
    const path = `/quarantine/${encodeURIComponent(grid)}`;
    const known = await askOrRecall({ ...shop, now }, path, QuarantineResponse);
    const waiting = settledHere(shop, grid);
    return known && { quarantine: known.value, waiting, asOf: known.asOf, isLive: known.isLive };
  },
});
