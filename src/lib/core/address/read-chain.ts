/**
 * Steps that read values without level words: 3-2-501, 501室, 501-1, 502A. Each value's level follows
 * from its position and from whether it has room-number length (ADDR-5). A chain that fits no
 * reading is cut short, and what remains is left as rest.
 */

import { canonicalValue, NUMERALS, ROOM_WORD, SIDE, STEMS } from './address-words.ts';
import { floorOfRoom, isGroup } from './door.ts';
import { isAboveRoom } from './read-words.ts';
import { advance, LEVEL, type Part, type Reading, remainder, type Step } from './reading.ts';

const ELEMENT = new RegExp(
  `^(?:\\d{1,2}(?=F(?![A-Z]))|[${STEMS}]?[A-Z]?\\d{1,5}(?!\\d)(?:[A-Z](?![A-Z0-9]))?|[${NUMERALS}]{1,6}|[A-Z](?![A-Z0-9]))`,
);
const ROOM_WORD_HERE = new RegExp(`^${ROOM_WORD}(?!院|大院|楼)`);
const LEVEL_WORD_HERE =
  /^(?:号楼|号栋|号幢|号座|号门|楼|栋|幢|座|单元|门|梯|口|层|F|排|组|小组|村民|社|队)/;
const PLACE_WORD_HERE = /^(?:号?大?院|弄|期|区|巷|村|路|街|条|段|环|里|坊)/;
const SUFFIX = new RegExp(
  `^(?:[-之]?(?<=[-之])(?<number>\\d{1,2}(?!\\d)|[${NUMERALS}]{1,2})|-?(?<sign>[A-Z](?![A-Z0-9])|[${STEMS}])|-?附-?(?<annex>\\d{1,3}|[${NUMERALS}]{1,3})|-?(?<side>${SIDE})[边侧头]?户?$)(?:号|室|户|房)?`,
);

const SIGN_BEHIND = new RegExp(`^(?:${SIDE}|[${STEMS}])[边侧头面间手]?(单元|户|屋|室|房|$)`);

type Chain = {
  values: string[];
  /** Length of the remainder up to and including each value. */
  ends: number[];
  roomWord: string;
  /** The level of the worded value right behind the chain ('3-2单元' → unit), or null. */
  wordLevelBehind: number | null;
};

/** A chain of values, or a single one with or without a room word. */
export const readChain: Step = (reading) => {
  const chain = scanChain(remainder(reading));
  if (chain.values.length === 0 || reading.level >= LEVEL.room) return null;
  if (chain.wordLevelBehind !== null) return placeAbove(reading, chain, chain.wordLevelBehind);
  for (let count = chain.values.length; count > 0; count -= 1) {
    const placed = placeValues(reading, chain, count);
    if (placed) return placed;
  }
  return null;
};

function scanChain(tail: string): Chain {
  const chain: Chain = { values: [], ends: [], roomWord: '', wordLevelBehind: null };
  let at = 0;
  while (chain.roomWord === '') {
    const written = ELEMENT.exec(tail.slice(at))?.[0];
    const value = written === undefined ? null : canonicalValue(written);
    if (written === undefined || value === null) {
      return { ...chain, wordLevelBehind: levelOfMark(tail.slice(at), chain.values) };
    }
    const after = tail.slice(at + written.length);
    const levelBehind = levelOfWord(after);
    if (levelBehind !== null || PLACE_WORD_HERE.test(after)) {
      return { ...chain, wordLevelBehind: levelBehind };
    }
    chain.values.push(value);
    chain.roomWord = ROOM_WORD_HERE.exec(after)?.[0] ?? '';
    at += written.length + chain.roomWord.length;
    chain.ends.push(at);
    if (tail[at] !== '-') return chain;
    at += 1;
  }
  return chain;
}

/** The level of a piece without a number behind a chain: 3-2-负一层, 3-东单元, 3-2-5-东户, 3-2-东. */
function levelOfMark(tail: string, values: readonly string[]): number | null {
  const last = values.at(-1);
  if (last === undefined || isLong(last)) return null;
  if (/^(?:负|地下|架空)/.test(tail)) return LEVEL.floor;
  const [, word] = SIGN_BEHIND.exec(tail) ?? [];
  if (word === undefined || (word === '' && values.length < 2)) return null;
  return word === '单元' ? LEVEL.unit : LEVEL.room;
}

function levelOfWord(after: string): number | null {
  if (after.startsWith('号') && !LEVEL_WORD_HERE.test(after)) {
    return isAboveRoom(after.slice(1)) ? LEVEL.unit : null;
  }
  const word = LEVEL_WORD_HERE.exec(after)?.[0];
  if (word === undefined) return null;
  if (['单元', '门', '号门', '梯', '口', '座'].includes(word)) return LEVEL.unit;
  return ['层', '楼', 'F'].includes(word) ? LEVEL.floor : LEVEL.building;
}

/** Values before a worded one take the levels from the building down: '3-2-5层' is 3, 2, floor 5. */
function placeAbove(reading: Reading, chain: Chain, levelBehind: number): Reading | null {
  const open: Part[] = (['building', 'unit', 'floor'] as const).filter((part) => {
    return LEVEL[part] > reading.level && LEVEL[part] < levelBehind;
  });
  const count = chain.values.length;
  if (count > open.length) return null;
  const byPosition = reading.byPosition || (reading.level === 0 && levelBehind > LEVEL.unit);
  return assign({ ...reading, byPosition }, chain, open.slice(0, count));
}

function placeValues(reading: Reading, chain: Chain, count: number): Reading | null {
  const values = chain.values.slice(0, count);
  const roomWord = count === chain.values.length ? chain.roomWord : '';
  const isAlone = reading.level === 0 && count === 1;
  if (isAlone && !canStandAlone(reading, chain, roomWord)) return null;
  const parts = partsOfChain(values, reading.level, isGroup(reading.door.building));
  const room = parts ? (values[parts.indexOf('room')] ?? '') : '';
  const isNamed = /\d/.test(room) || reading.level >= LEVEL.unit || /[室房户屋]/.test(roomWord);
  if (!parts || !isNamed) return null;
  const isHouseNumber = isAlone && roomWord === '号';
  const byPosition = reading.byPosition || (reading.level === 0 && parts[0] === 'building');
  return assign({ ...reading, isHouseNumber, byPosition }, chain, parts);
}

/** A lone value with no building: a name like 张三 must not become room 3. */
function canStandAlone(reading: Reading, chain: Chain, roomWord: string): boolean {
  if (roomWord !== '') return true;
  const isNumeral = NUMERALS.includes(remainder(reading).charAt(0));
  const after = remainder(reading).slice(chain.ends[0]);
  const isEnd = after === '' || after.startsWith('-') || SUFFIX.test(after);
  return isEnd && (!isNumeral || reading.place === '');
}

/** The level of each value by its position (ADDR-5), or null when no reading fits. */
function partsOfChain(values: readonly string[], level: number, grouped: boolean): Part[] | null {
  const [first = '', second] = values;
  if (second === undefined) return ['room'];
  const endsInSuffix = values.length === 2 && isShort(second);
  if (level >= LEVEL.floor || (isLong(first) && level > 0)) {
    return endsInSuffix ? ['room', 'suffix'] : null;
  }
  if (endsInSuffix && (isLong(first) || (grouped && level === LEVEL.building))) {
    return ['room', 'suffix'];
  }
  if (level === 0 && values.length === 2 && areNeighbours(first, second)) return null;
  if (level === LEVEL.unit && !isFloorOf(first, second)) return null;
  const part = (['building', 'unit', 'floor'] as const)[level];
  const below = partsOfChain(values.slice(1), level + 1, false);
  return part === undefined || below === null ? null : [part, ...below];
}

function isLong(value: string): boolean {
  return /\d{3}/.test(value);
}

function isShort(value: string): boolean {
  return /^(?:\d{1,2}|[A-Z])$/.test(value);
}

/** Two rooms taken as one flat (501-502), in contrast to a building and its room (149-1264). */
function areNeighbours(first: string, second: string): boolean {
  if (!isLong(first) || !isLong(second)) return false;
  return /\d{4}/.test(first) || floorOfRoom(first) === floorOfRoom(second);
}

function isFloorOf(floor: string, room: string): boolean {
  return /^\d{1,2}$/.test(floor) && (!isLong(room) || floorOfRoom(room) === Number(floor));
}

function assign(reading: Reading, chain: Chain, parts: readonly Part[]): Reading | null {
  const told: Partial<Record<Part, string>> = {};
  parts.forEach((part, index) => (told[part] = chain.values[index] ?? ''));
  const [, room, letter] = /^(.*\d)([A-Z])$/.exec(told.room ?? '') ?? [];
  if (room !== undefined && letter !== undefined) {
    if (told.suffix !== undefined) return null;
    told.room = room;
    told.suffix = letter;
  } else if (told.suffix !== undefined && /\d/.test(told.suffix)) {
    told.suffix = `-${told.suffix}`;
  }
  const end = chain.ends[parts.length - 1] ?? 0;
  return advance(reading, end, told);
}

/** What tells two tenancies behind one room apart: -1, A, 甲, 之二, 附3号, 东. */
export const readSuffix: Step = (reading) => {
  const tail = reading.text.slice(reading.at);
  const match = reading.level === LEVEL.room ? SUFFIX.exec(tail) : null;
  const { number, sign, annex, side } = match?.groups ?? {};
  if (!match) return null;
  const value = canonicalValue(number ?? sign ?? annex ?? side ?? '');
  if (value === null) return null;
  const suffix = number !== undefined ? `-${value}` : annex !== undefined ? `附${value}` : value;
  const length = match[0].length - (tail.startsWith('-') ? 1 : 0);
  return advance(reading, length, { suffix });
};
