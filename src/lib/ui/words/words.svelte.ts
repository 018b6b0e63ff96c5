// The words of the member's and the open screens: `t().door.allWell`.

import { createCatalogue } from './catalogue.svelte.ts';
import { zh } from './zh.ts';

const catalogue = createCatalogue(zh, async () => (await import('./en.ts')).en);

export const t = catalogue.words;
