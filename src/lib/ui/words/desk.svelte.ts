// The words of the desk's screens: `td().coverage.title`. Await `deskWordsReady()` in the group's layout load.

import { createCatalogue } from './catalogue.svelte.ts';
import { zh } from './desk.zh.ts';

const catalogue = createCatalogue(zh, async () => (await import('./desk.en.ts')).en);

export const td = catalogue.words;
export const deskWordsReady = catalogue.ready;
