// Names by pinyin: whole syllables, their beginnings, or initials, mixed as people type them (张三丰: zhangsf, zsf, zhsf).
// The table of readings is loaded on first use: 20 kB that the first screen does not wait for.

/** Readings of each character of a folded text; a character without readings reads as itself. */
export type Pinyin = { readings(text: string): string[][] };

/** Lower case, width folded, spaces and the dots of minority names (·•‧・.) left out. */
export const foldText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s·•‧・.]/g, '');

let loading: Promise<Pinyin> | undefined;

/** The table, loaded once. Rejects when it cannot be fetched; the next call tries again. */
export const loadPinyin = (): Promise<Pinyin> => {
  loading ??= readTable().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
};

const readTable = async (): Promise<Pinyin> => {
  const { dict } = await import('pinyin-match/src/simplified_dict.js');
  const byCharacter = new Map<string, string[]>();
  for (const [syllable, characters] of Object.entries(dict)) {
    for (const character of characters) {
      byCharacter.set(character, [...(byCharacter.get(character) ?? []), syllable]);
    }
  }
  return {
    readings: (text) => [...text].map((character) => byCharacter.get(character) ?? [character]),
  };
};

/** Whether `typed` (a–z) spells the name from any of its characters on. */
export const pinyinMatches = (readings: string[][], typed: string): boolean =>
  readings.some((_, from) => spells(readings, from, typed));

const spells = (readings: string[][], from: number, typed: string): boolean => {
  if (typed === '') return true;
  return (readings[from] ?? []).some((reading) => spellsBy(reading, readings, { from, typed }));
};

const spellsBy = (
  reading: string,
  readings: string[][],
  { from, typed }: { from: number; typed: string },
): boolean => {
  for (let length = Math.min(reading.length, typed.length); length >= 1; length -= 1) {
    if (!typed.startsWith(reading.slice(0, length))) continue;
    const isPart = length < reading.length && length > 2;
    const rest = typed.slice(length);
    if (isPart && rest !== '') continue;
    if (spells(readings, from + 1, rest)) return true;
  }
  return false;
};
