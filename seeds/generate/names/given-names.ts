// Given names of the generations that live behind the doors, by sex. A name is drawn for itself: whoever bears a drawn
// pair of surname and given name is not meant.

export type Sex = 1 | 2;

type Generation = { until: number; names: Readonly<Record<Sex, readonly string[]>> };

const split = (names: string): string[] => names.split(' ');

const generations: readonly Generation[] = [
  {
    until: 1949,
    names: {
      1: split('福生 德顺 长山 玉田 金贵 书林 振海 万林 保成 有才 清河 连生 银海 树堂 景和'),
      2: split('桂兰 秀英 素珍 玉梅 凤英 金花 淑贤 桂花 春荣 翠莲 改梅 爱莲 二妮 秋菊 巧云'),
    },
  },
  {
    until: 1964,
    names: {
      1: split('建国 援朝 国庆 卫东 新民 保国 和平 爱民 跃进 建设 志刚 永红 社会 铁山 福来'),
      2: split('秀兰 桂英 玉兰 淑芬 爱华 玉珍 凤霞 金莲 素芬 月娥 春梅 改英 兰英 翠萍 荣花'),
    },
  },
  {
    until: 1979,
    names: {
      1: split('建军 志强 军 勇 海军 文革 永强 俊峰 红兵 建平 学军 彦军 晓东 立新 卫国 占军 利民'),
      2: split('丽 红 艳 敏 桂芳 丽娟 红霞 晓红 秀丽 海燕 志红 俊英 丽萍 瑞芳 彩霞 建英 素霞'),
    },
  },
  {
    until: 1994,
    names: {
      1: split('伟 磊 涛 鹏 超 斌 晓磊 志远 彦龙 亚飞 少杰 帅 凯 亮 海涛 国栋 振宇 江波 晨光'),
      2: split('静 娜 燕 婷 娟 倩 晓丽 亚楠 莎莎 丹丹 慧敏 雪梅 晶晶 蕾 海霞 璐 佳 会娟'),
    },
  },
  {
    until: 2009,
    names: {
      1: split('浩然 子豪 俊杰 宇航 佳伟 文博 泽宇 嘉诚 天佑 鑫磊 一鸣 家乐 昊 世豪 晨阳'),
      2: split('雨欣 佳怡 思雨 梦琪 欣怡 雅静 晓萌 诗涵 嘉琪 梦瑶 若曦 可心 悦 文静 紫薇'),
    },
  },
  {
    until: 9999,
    names: {
      1: split('奕辰 沐宸 宇轩 浩宇 子墨 铭泽 梓豪 皓轩 一诺 睿 亦航 俊熙 辰逸 景行 承泽'),
      2: split('梓萱 诗涵 一诺 欣妍 若汐 语桐 依诺 可馨 沐瑶 芷晴 思彤 艺涵 雨桐 念安 星冉'),
    },
  },
];

/** Given names in fashion in that year, for that sex. @param birthYear any year */
export const givenNamesOf = (birthYear: number, sex: Sex): readonly string[] =>
  (generations.find(({ until }) => birthYear <= until) as Generation).names[sex];

/** Characters of names that many fonts and keyboards lack; the last four lie beyond the basic plane. */
export const rareGivenNames: Readonly<Record<Sex, readonly string[]>> = {
  1: ['龘', '㛃', '䶮', '堃', '犇', '喆', '𬍛', '𫖯', '子𬱖'],
  2: ['㛃', '淼', '垚', '玥瑢', '㼆', '婳祎', '𬱖', '梓𬎆', '𬍡'],
};
