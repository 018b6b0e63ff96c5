import { leaderWordsReady } from '#ui/words/leader.svelte.ts';

export const load = leaderWordsReady;
