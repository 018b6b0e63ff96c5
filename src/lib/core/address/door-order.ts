/**
 * The order in which a team walks: building by building, unit by unit, storeys upwards, rooms in
 * number order. Rule ADDR-14 in RULES.md.
 */

import { STEMS } from './address-words.ts';
import { completeDoor, type Door } from './door.ts';

const SIDES = '东西南北中左右前后';

/** Below every storey: doors without one come first. */
const UNTOLD = -1000;

/**
 * Negative when `a` is walked before `b`, 0 only for doors with one `doorKey`. Numbers count as
 * numbers (2 before 10), absent parts come first; numbers, letters, 甲乙丙, sides in this order.
 */
export function compareDoorOrder(a: Door, b: Door): number {
  const [first, second] = [completeDoor(a), completeDoor(b)];
  return (
    compareNaturally(first.building, second.building) ||
    compareNaturally(first.unit, second.unit) ||
    (first.floor ?? UNTOLD) - (second.floor ?? UNTOLD) ||
    compareNaturally(first.room, second.room) ||
    compareNaturally(first.suffix, second.suffix)
  );
}

function compareNaturally(a: string, b: string): number {
  const [piecesA, piecesB] = [pieces(a), pieces(b)];
  for (let index = 0; index < Math.min(piecesA.length, piecesB.length); index += 1) {
    const difference = (piecesA[index] ?? 0) - (piecesB[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return piecesA.length - piecesB.length;
}

/** Numbers as they are, every other sign as a rank above all numbers of addresses. */
function pieces(value: string): number[] {
  return Array.from(value.matchAll(/\d+|\D/g), ([piece]) => {
    return /^\d/.test(piece) ? Number(piece) : 1e6 + rank(piece);
  });
}

function rank(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  if (STEMS.includes(sign)) return 1000 + STEMS.indexOf(sign);
  if (SIDES.includes(sign)) return 2000 + SIDES.indexOf(sign);
  return code < 128 ? code : 3000 + code;
}
