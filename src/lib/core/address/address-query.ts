/**
 * Finds doors while an address is being typed. A query is parsed once per keystroke into pieces; the
 * keys of a door are prepared once per door; matching compares short strings only, so that a grid of
 * 1,000 doors answers within a frame. Rule ADDR-15 in RULES.md.
 */

import { canonicalValue, NUMBER, NUMERALS, SIDE, STEMS } from './address-words.ts';
import { completeDoor, type Door } from './door.ts';
import { foldAddressText } from './fold-text.ts';

/** Index of each part in the keys of a door. */
const KEY = { building: 0, unit: 1, floor: 2, room: 3, suffix: 4 } as const;

type Piece = {
  value: string;
  /** Key indexes that the piece may stand for, from the building down. */
  levels: readonly number[];
  /** The value is complete: a word or separator follows it. Otherwise it is still being typed. */
  isWhole: boolean;
};

/** A partly typed address, ready to be matched against many doors. */
export type AddressQuery = {
  /** Place text before the door, for the caller to match against compounds; '' if none. */
  place: string;
  pieces: readonly Piece[];
};

const LEVELS_OF_WORD: Readonly<Record<string, readonly number[]>> = {
  '': [KEY.building, KEY.unit, KEY.room, KEY.suffix],
  号: [KEY.building, KEY.unit, KEY.room],
  座: [KEY.building, KEY.unit],
  楼: [KEY.building, KEY.floor],
  层: [KEY.floor],
  F: [KEY.floor],
  单元: [KEY.unit],
  单: [KEY.unit],
  门: [KEY.unit, KEY.room],
  梯: [KEY.unit],
  室: [KEY.room],
  房: [KEY.room],
  户: [KEY.room],
  号楼: [KEY.building],
  楼号: [KEY.building],
  栋: [KEY.building],
  幢: [KEY.building],
};

const VALUE = `(?:[${STEMS}]?(?:[A-Z]{1,2}-?)?${NUMBER}[A-Z]?|[A-Z]{1,2}|[${STEMS}]|${SIDE})`;
const WORD = '(?:号楼|楼号|单元|单|号|座|楼|层|F(?![A-Z])|门|梯|室|房|户|栋|幢)?';
const PIECE = `-*第?(?:(负|地下)|附)?(${VALUE})([组排社队]?)(${WORD})`;
const FIRST_PIECE = new RegExp(`^${PIECE}`);
const PIECES_TO_END = new RegExp(`(?<![0-9A-Z])(?:${PIECE})+-*$`);
const NO_DIGIT_OR_LETTER = new RegExp(`^[${NUMERALS}${STEMS}东南西北中左右前后]+$`);
const STILT_FLOOR = /^-*架空层?/;

/**
 * The query that `typed` stands for, or null when it is no address: nothing typed, or a name (张三).
 * The last value is a beginning ('3-2-5' finds 3-2-501) until a word or separator completes it.
 */
export function parseAddressQuery(typed: string): AddressQuery | null {
  const { text } = foldAddressText(typed);
  const stiltFloor = /架空层?/.exec(text);
  const start = stiltFloor ? 0 : (PIECES_TO_END.exec(text)?.index ?? -1);
  if (start < 0) return null;
  const place = text.slice(0, start).replace(/-+$/, '');
  const door = text.slice(start);
  const isName = (place !== '' && NO_DIGIT_OR_LETTER.test(door)) || /[A-Z]{3}/.test(door);
  const pieces = isName ? null : readPieces(door);
  return pieces && { place, pieces };
}

function readPieces(text: string): Piece[] | null {
  const pieces: Piece[] = [];
  let tail = text;
  while (tail.replace(/^-+/, '') !== '') {
    const stilt = STILT_FLOOR.exec(tail)?.[0];
    const match = FIRST_PIECE.exec(tail);
    const piece = stilt
      ? { value: '0', levels: [KEY.floor], isWhole: true }
      : match && toPiece(match);
    if (!piece) return null;
    tail = tail.slice((stilt ?? match?.[0] ?? '').length);
    pieces.push({ ...piece, isWhole: piece.isWhole || tail !== '' });
  }
  return pieces;
}

function toPiece([, minus, written = '', group = '', word = '']: RegExpExecArray): Piece | null {
  const value = canonicalValue(written);
  if (value === null) return null;
  const isWhole = word !== '' || group !== '';
  if (minus !== undefined) return { value: `-${value}`, levels: [KEY.floor], isWhole };
  if (group !== '') return { value: `${value}${group}`, levels: [KEY.building], isWhole };
  return { value, levels: LEVELS_OF_WORD[word] ?? [], isWhole };
}

/** What `matchesAddressQuery` needs of a door; prepare once and keep beside the door. */
export function addressSearchKeys(door: Door): string[] {
  const { building, unit, floor, room, suffix } = completeDoor(door);
  return [building, unit, floor === null ? '' : String(floor), room, suffix.replace(/^[-附]/, '')];
}

/**
 * Whether a door, given by its search keys, may be the one being typed: every piece fits a level, in
 * descending order; levels may be left out. The place of the query is not looked at.
 */
export function matchesAddressQuery(query: AddressQuery, keys: readonly string[]): boolean {
  return matchesFrom(query.pieces, keys, { piece: 0, level: 0 });
}

function matchesFrom(
  pieces: readonly Piece[],
  keys: readonly string[],
  from: { piece: number; level: number },
): boolean {
  const piece = pieces[from.piece];
  if (piece === undefined) return true;
  return piece.levels.some((level) => {
    if (level < from.level || !matchesKey(piece, keys[level] ?? '')) return false;
    return matchesFrom(pieces, keys, { piece: from.piece + 1, level: level + 1 });
  });
}

/** A whole '9' also finds '9排' and '9A', but not '91'. */
function matchesKey({ value, isWhole }: Piece, key: string): boolean {
  if (!key.startsWith(value)) return false;
  return !isWhole || key.length === value.length || !/\d/.test(key.charAt(value.length));
}
