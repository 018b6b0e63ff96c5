// The language of the screens and the dictionaries. Chinese is part of each bundle, English is fetched when it is chosen;
// a catalogue made later (a leader's, a desk's) fetches its English by itself when the language is English already.

export type Language = 'zh' | 'en';

const locales: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };
// Written while modules load, never shown: needs no rune.
// eslint-disable-next-line svelte/prefer-svelte-reactivity
const loaders = new Set<() => Promise<void>>();
let chosen = $state<Language>('zh');

export const language = (): Language => chosen;
export const locale = (): string => locales[chosen];

/** Shows another language once all its words are there; keeps the old one when they cannot be fetched. */
export const setLanguage = async (next: Language): Promise<void> => {
  if (next === 'en') await Promise.all([...loaders].map((load) => load()));
  chosen = next;
  document.documentElement.lang = locales[next];
};

export type Catalogue<Words> = {
  /** The words in the language of the moment; Chinese while the English ones are on their way. */
  words: () => Words;
  /** Resolves when the words of the moment's language are there: await it before the first paint. */
  ready: () => Promise<void>;
};

/** @param zh shown at once @param loadEn fetches the English words, asked at most once at a time */
export const createCatalogue = <Words>(
  zh: Words,
  loadEn: () => Promise<Words>,
): Catalogue<Words> => {
  let en = $state.raw<Words | undefined>();
  const load = async (): Promise<void> => {
    en ??= await loadEn();
  };
  loaders.add(load);
  return {
    words: () => (chosen === 'en' && en !== undefined ? en : zh),
    ready: () => (chosen === 'en' ? load() : Promise.resolve()),
  };
};
