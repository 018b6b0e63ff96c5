/**
 * Chinese numerals as doors are spoken and written: by position (五零一), with units (一百四十九), and
 * the spoken mixture of storey and room (十二零一 = 1201). Rule ADDR-3 in RULES.md.
 */

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

const WITH_UNITS =
  /^(?:(?<hundreds>[一二两三四五六七八九])百)?(?:(?<tens>[一二三四五六七八九])?(?<ten>十)|(?<twenty>廿)|(?<zero>零|〇))?(?<ones>[一二三四五六七八九])?$/;

const STOREY_AND_ROOM =
  /^([一二三四五六七八九]?十[一二三四五六七八九]?)([零〇一二三四五六七八九]{2})$/;

/**
 * The decimal digits of a Chinese numeral, leading zeros kept ('零一' → '01'). Null when the text is
 * no numeral or may be read in two ways ('一百一' is said for 110 and written for 101).
 */
export function chineseNumberDigits(text: string): string | null {
  const digits = Array.from(text, (sign) => DIGITS[sign]);
  if (digits.length > 0 && digits.every((digit) => digit !== undefined)) return digits.join('');
  const whole = withUnits(text);
  if (whole !== null) return String(whole);
  const [, storey, room] = STOREY_AND_ROOM.exec(text) ?? [];
  if (storey === undefined || room === undefined) return null;
  return `${withUnits(storey)}${chineseNumberDigits(room)}`;
}

function withUnits(text: string): number | null {
  const parts = WITH_UNITS.exec(text)?.groups;
  if (!parts || text === '') return null;
  const isAmbiguous = parts['hundreds'] && parts['ones'] && !parts['ten'] && !parts['zero'];
  if (isAmbiguous || (parts['zero'] && !parts['ones'])) return null;
  const hundreds = digitOf(parts['hundreds']) * 100;
  const tens = parts['twenty'] ? 20 : parts['ten'] ? (digitOf(parts['tens']) || 1) * 10 : 0;
  return hundreds + tens + digitOf(parts['ones']);
}

function digitOf(sign: string | undefined): number {
  return sign === undefined ? 0 : (DIGITS[sign] ?? 0);
}
