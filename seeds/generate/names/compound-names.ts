// Names of compounds that nobody lives in: invented roots with the endings that compounds really have.

import type { Random } from '../random.ts';

const split = (words: string): string[] => words.split(' ');

const roots = split(
  '晴岚 砚池 槐序 青禾 望舒 云栖 枫语 松涧 澄怀 沐野 栖梧 听澜 南薰 北辰里 朝颂 麦芒 石榴院 柿子园 桐荫 芦汀 ' +
    '鹿鸣 知秋 霁月 晓筑 梨花渡 清嘉 半亩 长庚 玉簪 芸窗 竹里 榆钱 泊云 草木间 东篱 西窗 杏林里 荷风 雁栖 锦棠',
);

const endings: Readonly<Record<'high-rise' | 'walk-up', readonly string[]>> = {
  'high-rise': split('新城 公馆 华府 嘉园 国际 名邸 花园'),
  'walk-up': split('小区 家属院 生活区 苑 里 家园 大院'),
};

const sides = split('北院 南院 东院 西院');

/** Draws names that no compound of the same list has yet. */
export const createCompoundNames = (random: Random) => {
  const taken = new Set<string>();
  const fresh = (draw: () => string): string => {
    for (;;) {
      const name = draw();
      if (taken.has(name)) continue;
      taken.add(name);
      return name;
    }
  };
  return {
    ofForm: (form: 'high-rise' | 'walk-up'): string =>
      fresh(() => random.pick(roots) + random.pick(endings[form])),
    /** Two halves behind one fence; both number their buildings from 1. */
    ofMergedPair: (): [string, string] => {
      const root = fresh(() => `${random.pick(roots)}小区`);
      const [first, second] = random.shuffle(sides);
      return [`${root}${first}`, `${root}${second}`];
    },
    ofStreet: (): string => fresh(() => `${random.pick(roots)}${random.pick(['路', '街', '巷'])}`),
    ofCourtyard: (): string => fresh(() => `${random.pick(roots)}路${random.int(2, 98)}号院`),
  };
};

export type CompoundNames = ReturnType<typeof createCompoundNames>;
