/**
 * The vocabulary of door addresses as pieces of regular expressions, and the canonical form of a
 * value. Which word stands for which level is rule ADDR-4 in RULES.md.
 */

import { chineseNumberDigits } from './chinese-number.ts';

/** Signs of Chinese numerals. */
export const NUMERALS = '零〇一二三四五六七八九十百两廿幺';

/** Every run of numerals in a text. */
export const NUMERAL_RUN = new RegExp(`[${NUMERALS}]+`, 'g');

/** Cyclical signs that count doors and units: 甲 first, 乙 second … */
export const STEMS = '甲乙丙丁戊己庚辛';

/** A side of a house or landing: 东, 西南, 中东. */
export const SIDE = '(?:[东西][南北中]|中[东西]|[东南西北中左右前后])';

/** Whether a canonical value is a side. */
export function isSide(value: string): boolean {
  return /^[东南西北中左右前后]+$/.test(value);
}

/** A number of at most five digits, or a Chinese numeral. */
export const NUMBER = `(?:\\d{1,5}(?!\\d)|[${NUMERALS}]{1,6})`;

/** Words that name a building and nothing else. */
export const BUILDING_WORD = '(?:号楼栋|号楼|号栋|号幢|号座|楼号|楼栋|栋楼|栋号|幢号|栋|幢)';

/** Words that name a unit: a staircase or an entrance of a building. */
export const UNIT_WORD = '(?:单元门|单元|门洞|号门|梯口|梯|门|口)';

/** Words after a room. '号' is one only where nothing smaller follows. */
export const ROOM_WORD = '(?:号房间|号房|号室|号户|房间|室|房|户|号|屋)';

/** What follows a word that, for all its looks, belongs to the name of a place: 三门峡, 五楼村, 12号院. */
export const NOT_IN_A_NAME =
  '(?![村镇街路区道庄峡桥院乡县市弄巷店湾沟坡屯苑园团部馆]|小区|大[院街厦]|小学)';

/**
 * The canonical form of one value: Chinese numerals as digits, no leading zeros, 'A-11' as 'A11'.
 * Null when a numeral in it can be read in two ways.
 */
export function canonicalValue(written: string): string | null {
  let isReadable = true;
  const digits = written.replace(NUMERAL_RUN, (numeral) => {
    const decoded = chineseNumberDigits(numeral);
    if (decoded === null) isReadable = false;
    return decoded ?? '';
  });
  if (!isReadable) return null;
  return digits.replace(/([A-Z])-(?=\d)/g, '$1').replace(/(?<!\d)0+(?=\d)/g, '');
}
