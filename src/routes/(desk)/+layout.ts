import { deskWordsReady } from '#ui/words/desk.svelte.ts';

export const load = deskWordsReady;
