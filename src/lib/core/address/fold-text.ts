/**
 * Folds the many ways of typing one address into one: width, case, spaces, separators, traditional
 * signs, '#'; and corrects typing slips, each of which is reported. Rules ADDR-1, ADDR-2 in RULES.md.
 */

import { NUMERALS, STEMS } from './address-words.ts';

/** Folded text and the slips corrected in it, in the order of the table below. */
export type FoldedText = { text: string; slips: string[] };

const SIMPLIFIED: Readonly<Record<string, string>> = {
  棟: '栋',
  號: '号',
  樓: '楼',
  單: '单',
  単: '单',
  層: '层',
  戶: '户',
  東: '东',
  門: '门',
  負: '负',
  組: '组',
  隊: '队',
  間: '间',
  兩: '两',
  '○': '〇',
  '◯': '〇',
  '#': '号',
};

const SEPARATORS = /[-‐‑‒–—―−~∼〜/\\.·•・‧_,;:、。|()[\]{}「」【】<>→]+/g;

const VALUE_BEFORE = `(?<=[0-9A-Z${NUMERALS}${STEMS}])`;
const VALUE_OR_NUMBER_SIGN_BEFORE = `(?<=[0-9A-Z${NUMERALS}号])`;
const DIGIT_BEFORE = '(?<=[0-9])';

/** Each slip: what is typed, what is meant. Only next to a value, so that names stay untouched. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d)O(?=\d)/g, '0'],
  [/(?<=\d)一(?=\d)/g, '-'],
  [new RegExp(`${VALUE_OR_NUMBER_SIGN_BEFORE}[撞橦憧壮]`, 'g'), '幢'],
  [new RegExp(`${VALUE_OR_NUMBER_SIGN_BEFORE}[冻拣]`, 'g'), '栋'],
  [new RegExp(`${VALUE_OR_NUMBER_SIGN_BEFORE}[搂娄]`, 'g'), '楼'],
  [new RegExp(`${VALUE_BEFORE}单[原园圆远员无]`, 'g'), '单元'],
  [new RegExp(`${VALUE_BEFORE}单(?![元位身独])`, 'g'), '单元'],
  [new RegExp(`${DIGIT_BEFORE}元(?=\\d)`, 'g'), '单元'],
  [new RegExp(`${VALUE_BEFORE}曾`, 'g'), '层'],
  [new RegExp(`${DIGIT_BEFORE}(?:窒|宝$)`, 'g'), '室'],
];

/**
 * The folded text. Spaces vanish, except between two digits or letters, where they separate like a
 * dash; every run of separators and brackets becomes one '-'; of two dashes before a
 * storey the second is a minus (3-2--1层). Idempotent.
 */
export function foldAddressText(written: string): FoldedText {
  const folded = Array.from(written.normalize('NFKC').toUpperCase().trim())
    .map((sign) => SIMPLIFIED[sign] ?? sign)
    .join('')
    .replace(/(?<![A-Z])NO\.?\s*(?=\d)/g, '')
    .replace(/号+/g, '号')
    .replace(/--(?=\d{1,2}[层楼])/g, '-负')
    .replace(SEPARATORS, '-')
    .replace(/(?<=[0-9A-Z])\s+(?=[0-9A-Z])/g, '-')
    .replace(/\s+/g, '')
    .replace(/-+/g, '-');
  return correctSlips(folded);
}

function correctSlips(folded: string): FoldedText {
  const slips: string[] = [];
  let text = folded;
  for (const [pattern, meant] of SLIPS) {
    text = text.replace(pattern, (typed: string) => {
      slips.push(`${typed}→${meant}`);
      return meant;
    });
  }
  return { text, slips };
}
