/**
 * Decides whether two doors of one compound are the same door. 'same' needs every part that either
 * side tells to be told by both and to be equal; 'different' needs a contradiction that no usual way
 * of writing explains; everything else is a question to a person. Rules ADDR-8 to ADDR-11.
 */

import { completeDoor, type Door, floorOfRoom } from './door.ts';
import { compareValues, type Likeness } from './values.ts';

export type DoorVerdict = 'same' | 'ask' | 'different';

/**
 * The verdict on two doors of the same compound. Reflexive and symmetric; 'same' is transitive and
 * means equal `doorKey`s. Two doors of which nothing is known are the same.
 */
export function compareDoors(a: Door, b: Door): DoorVerdict {
  const [first, second] = [completeDoor(a), completeDoor(b)];
  const verdict = compareParts(first, second);
  if (verdict !== 'different') return verdict;
  const isExplained = explainsContradiction(first, second) || explainsContradiction(second, first);
  return isExplained ? 'ask' : 'different';
}

/** The more careful of two verdicts: any contradiction wins, then any question. */
export function combineVerdicts(verdicts: readonly DoorVerdict[]): DoorVerdict {
  if (verdicts.includes('different')) return 'different';
  return verdicts.includes('ask') ? 'ask' : 'same';
}

function compareParts(a: Door, b: Door): DoorVerdict {
  const likenesses: Likeness[] = [
    compareValues(a.building, b.building),
    compareValues(a.unit, b.unit),
    compareFloors(a, b),
    compareRooms(a, b),
    compareValues(a.suffix, b.suffix),
  ];
  if (likenesses.includes('contradiction')) return 'different';
  return likenesses.every((likeness) => likeness === 'equal') ? 'same' : 'ask';
}

/** Two storeys told for one room number are a question: houses skip storeys, typists slip. */
function compareFloors(a: Door, b: Door): Likeness {
  if (a.floor === b.floor) return 'equal';
  if (a.floor === null || b.floor === null) return 'missing';
  return a.room === b.room && floorOfRoom(a.room) !== null ? 'maybe' : 'contradiction';
}

function compareRooms(a: Door, b: Door): Likeness {
  const likeness = compareValues(a.room, b.room);
  if (likeness !== 'contradiction') return likeness;
  const isAbbreviated = abbreviates(a, b) || abbreviates(b, a);
  return isAbbreviated || expands(a, b) || expands(b, a) ? 'maybe' : 'contradiction';
}

/** 5楼2号 and 502: the room counted within its storey. */
function abbreviates(short: Door, long: Door): boolean {
  if (floorOfRoom(long.room) === null || /\d{3}/.test(short.room)) return false;
  const withinFloor = String(Number(long.room.slice(-2)));
  const likeness = compareValues(short.room, withinFloor);
  return likeness === 'equal' || likeness === 'maybe';
}

/** 10502 and 502 of unit 1: unit, storey and room written as one number. */
function expands(whole: Door, room: Door): boolean {
  const [, unit, tail] = /^(\d)0?(\d{3,4})$/.exec(whole.room) ?? [];
  if (whole.room.length !== 5 || tail !== room.room) return false;
  return [whole.unit, room.unit].every((told) => told === '' || told === unit);
}

/**
 * Ways of writing under which a contradiction is none: a lone number that names the whole house
 * ('12号' and '12号501'), and a lettered house that is a unit of a numbered building ('A座1535' and
 * '43栋A座1535').
 */
function explainsContradiction(less: Door, more: Door): boolean {
  if (less.building === '' && less.unit === '' && less.floor === null && less.suffix === '') {
    if (less.room !== '' && less.room === more.building) return true;
  }
  const isUnitOfOther = less.unit === '' && more.unit === less.building;
  if (!isUnitOfOther || !/^\D+$/.test(less.building)) return false;
  return compareParts({ ...less, building: '', unit: less.building }, more) !== 'different';
}
