// The words of the hand-over without network: `th().give.title`. Await `handOverWordsReady()` in the page's load.

import { createCatalogue } from './catalogue.svelte.ts';
import { zh } from './hand-over.zh.ts';

const catalogue = createCatalogue(zh, async () => (await import('./hand-over.en.ts')).en);

export const th = catalogue.words;
export const handOverWordsReady = catalogue.ready;
