/**
 * Steps that read a value with its level word: 3号楼, 乙单元, 负二层, 东户. Three words have no fixed
 * level and are decided by what stands around them (ADDR-4): 座, 楼 and 号.
 */

import {
  BUILDING_WORD,
  canonicalValue,
  isSide,
  NOT_IN_A_NAME,
  NUMBER,
  NUMERALS,
  SIDE,
  STEMS,
  UNIT_WORD,
} from './address-words.ts';
import { floorOfRoom } from './door.ts';
import { advance, LEVEL, type Part, type Reading, remainder, type Step } from './reading.ts';

const PLAIN = `(?:[${STEMS}]?(?:[A-Z]{1,2}-?)?${NUMBER}[A-Z]?)`;
const SIGN = `(?:[A-Z]{1,2}|[${STEMS}])`;

const BUILDING = pattern(`(${PLAIN}(?:-\\d{1,2})?|${SIGN})(?:${BUILDING_WORD}|座)`);
const NAMED_HOUSE = pattern(`(${SIGN}|${SIDE}|[A-Z]{1,2}${NUMBER})(?:楼|栋|幢|座)`);
const GROUP = pattern(`(${NUMBER})(村民小组|小组|[组排社队])`);
const UNIT = pattern(`([A-Z]?${NUMBER}|[A-Z]|[${STEMS}]|${SIDE})(${UNIT_WORD}|座)`);
const FLOOR = pattern(`(${NUMBER})(?:层楼|层|(?<=^\\d{1,2})F(?![A-Z]))`);
const STOREY = pattern(`(${NUMBER})楼`);
const BASEMENT = pattern(`(?:负|地下|B(?=\\d[层楼F]))(${NUMBER})(?:层|楼|F)`);
const MINUS_FLOOR = /^-(\d{1,2})(?:层|楼|F)/;
const HOUSE_NUMBER = pattern(`(${PLAIN}|${SIGN})号(?![楼栋幢座门房室户地线厂库井站岗])`);
const SIDE_DOOR = pattern(`(${SIDE}|[${STEMS}])[边侧头面间手]?(户|屋|室|房|门|家)`);
const BARE_SIDE = new RegExp(`^(${SIDE}|[${STEMS}])[边侧头面]?$`);

const LEVEL_WORD_FOLLOWS = new RegExp(
  `^-?第?(?:${PLAIN}|${SIGN}|${SIDE})(?:单元|号?门|梯|口|层|楼|号?室|房|户|屋|号|F)`,
);
const FLOOR_MARK_FOLLOWS = /^-?(?:负|地下|架空|B\d)/;
const LONG_NUMBER_FOLLOWS = new RegExp(`^-?[A-Z]?(?:\\d{3,5}(?!\\d)|[${NUMERALS}]{3,})`);
const SHORT_NUMBER_FOLLOWS = new RegExp(`^(?:\\d{1,2}(?!\\d)|[${NUMERALS}]{1,2})(?:-|$)`);
const CHAIN_FOLLOWS = /^-\d{1,2}-[A-Z]?\d/;

function pattern(source: string): RegExp {
  return new RegExp(`^第?${source}${NOT_IN_A_NAME}`);
}

/** 3号楼, A11栋, 甲栋, 东楼, 2-3号楼. 座 is a building only where none has been named. */
export const readBuilding: Step = (reading) => {
  if (reading.level > 0) return null;
  return read(reading, 'building', BUILDING) ?? read(reading, 'building', NAMED_HOUSE);
};

/** 5组, 9排, 第5村民小组: the number keeps its word. */
export const readGroup: Step = (reading) => {
  const [whole, number, word] = GROUP.exec(remainder(reading)) ?? [];
  if (whole === undefined || number === undefined || word === undefined) return null;
  const value = canonicalValue(number);
  return value === null ? null : advance(reading, whole.length, { building: value + word.at(-1) });
};

/** 2单元, 东单元, 3梯, 2门; A座 behind a building. A gate of a compound (东门) is no unit. */
export const readUnit: Step = (reading) => {
  const [, value = '', word] = UNIT.exec(remainder(reading)) ?? [];
  if (word === '座' && reading.level === 0) return null;
  const isGate = (word === '门' || word === '口') && isSide(value);
  return isGate && reading.level === 0 ? null : read(reading, 'unit', UNIT);
};

/** 负二楼, B1层, 架空层 and -1层, where the dash is a minus and not one more separator. */
export const readFloorMark: Step = (reading) => {
  const tail = remainder(reading);
  if (/^架空层?/.test(tail))
    return advance(reading, tail.startsWith('架空层') ? 3 : 2, { floor: '0' });
  const [whole, number] = BASEMENT.exec(tail) ?? [];
  if (whole !== undefined && number !== undefined) {
    const value = canonicalValue(number);
    return value === null ? null : advance(reading, whole.length, { floor: `-${value}` });
  }
  return readMinusFloor(reading);
};

function readMinusFloor(reading: Reading): Reading | null {
  const [whole, number = ''] = MINUS_FLOOR.exec(reading.text.slice(reading.at)) ?? [];
  const isSeparated = reading.text.slice(0, reading.at).includes('-');
  if (whole === undefined || isSeparated || Number(number) > 5 || Number(number) === 0) return null;
  const after = reading.text.slice(reading.at + whole.length);
  const storey = floorOfRoom(/^-?(\d+)/.exec(after)?.[1] ?? '');
  if (Number(number) > 2 && storey === Number(number)) return null;
  return advance(reading, whole.length - 1, { floor: `-${Number(number)}` });
}

/** 5层, 5F; 5楼 behind a building or unit. */
export const readFloor: Step = (reading) =>
  read(reading, 'floor', FLOOR) ?? (reading.level > 0 ? read(reading, 'floor', STOREY) : null);

/**
 * N楼 with nothing before it (ADDR-4): a building when something that lies inside a building follows
 * (149楼11单元, 3楼2-501) or a room of another storey (3楼501), and when no house is that high;
 * otherwise a storey.
 */
export const readStorey: Step = (reading) => {
  const [whole, number = ''] = STOREY.exec(remainder(reading)) ?? [];
  if (whole === undefined || reading.level > 0) return null;
  const after = remainder(reading).slice(whole.length);
  const insideFollows = UNIT.test(after.replace(/^-/, '')) || /^-?\d{1,2}-[A-Z]?\d/.test(after);
  const floorFollows = FLOOR_MARK_FOLLOWS.test(after) || /^-?[^-]{1,3}(?:层|楼|F)/.test(after);
  const room = LONG_NUMBER_FOLLOWS.exec(after)?.[0].replace(/^-/, '') ?? '';
  const storey = floorOfRoom(canonicalValue(room) ?? '');
  const isOtherStorey = room !== '' && storey !== Number(canonicalValue(number));
  const isTooHigh = Number(canonicalValue(number)) > 99;
  const isBuilding = insideFollows || floorFollows || isOtherStorey || isTooHigh;
  return read(reading, isBuilding ? 'building' : 'floor', STOREY);
};

/**
 * N号 above something smaller (ADDR-4): the building, or behind a building or group the unit. As the
 * last word it is a building in a lane (弄) and a room everywhere else; the room is read as a chain.
 */
export const readHouseNumber: Step = (reading) => {
  const [whole, number = ''] = HOUSE_NUMBER.exec(remainder(reading)) ?? [];
  if (whole === undefined || reading.level > LEVEL.building) return null;
  const isAbove = isAboveRoom(remainder(reading).slice(whole.length));
  if (reading.level === 0) {
    const isLane = reading.place.endsWith('弄');
    return isAbove || isLane ? read(reading, 'building', HOUSE_NUMBER) : null;
  }
  return isAbove && !/\d{3}/.test(number) ? read(reading, 'unit', HOUSE_NUMBER) : null;
};

/** Whether what follows 'N号' lies inside N: a unit, storey or room, but not a suffix ('5号-1'). */
export function isAboveRoom(after: string): boolean {
  return [
    LEVEL_WORD_FOLLOWS,
    FLOOR_MARK_FOLLOWS,
    LONG_NUMBER_FOLLOWS,
    SHORT_NUMBER_FOLLOWS,
    CHAIN_FOLLOWS,
  ].some((follows) => follows.test(after));
}

/** 东户, 甲户, 中间户; a bare 东 only at the end, behind a unit or storey. */
export const readSideDoor: Step = (reading) => {
  const [, , word] = SIDE_DOOR.exec(remainder(reading)) ?? [];
  const isDoor = word !== undefined && (word !== '门' || reading.level >= LEVEL.unit);
  if (isDoor && (reading.level > 0 || word === '户')) return read(reading, 'room', SIDE_DOOR);
  return reading.level >= LEVEL.unit ? read(reading, 'room', BARE_SIDE) : null;
};

function read(reading: Reading, part: Part, words: RegExp): Reading | null {
  const [whole, written] = words.exec(remainder(reading)) ?? [];
  if (whole === undefined || written === undefined) return null;
  const value = canonicalValue(written);
  return value === null ? null : advance(reading, whole.length, { [part]: value });
}
