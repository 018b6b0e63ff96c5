declare module 'pinyin-match/src/simplified_dict.js' {
  /** Syllable → all characters that may read so. */
  export const dict: Record<string, string>;
}
