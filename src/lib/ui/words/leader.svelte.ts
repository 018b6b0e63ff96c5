// The words of the leader's screens: `tl().reconcile.title`. Await `leaderWordsReady()` in the group's layout load.

import { createCatalogue } from './catalogue.svelte.ts';
import { zh } from './leader.zh.ts';

const catalogue = createCatalogue(zh, async () => (await import('./leader.en.ts')).en);

export const tl = catalogue.words;
export const leaderWordsReady = catalogue.ready;
