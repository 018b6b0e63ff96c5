import { handOverWordsReady } from '#ui/words/hand-over.svelte.ts';

/** The root's load chooses the language: before it has, nobody knows which words are wanted. */
export const load = async ({ parent }: { parent: () => Promise<unknown> }): Promise<void> => {
  await parent();
  await handOverWordsReady();
};
