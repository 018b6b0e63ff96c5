/**
 * Reads a written address: finds where the place ends and the door begins, and reads the door level
 * by level. It never guesses silently: slips are reported, what is not understood is kept as `rest`,
 * and a text that names no door is unreadable. Rules ADDR-1 to ADDR-7 in RULES.md.
 */

import { NUMERALS, STEMS } from './address-words.ts';
import { completeDoor, type Door, floorOfRoom, type ParsedAddress } from './door.ts';
import { foldAddressText } from './fold-text.ts';
import { readChain, readSuffix } from './read-chain.ts';
import {
  readBuilding,
  readFloor,
  readFloorMark,
  readGroup,
  readHouseNumber,
  readSideDoor,
  readStorey,
  readUnit,
} from './read-words.ts';
import { type Reading, startReading, type Step } from './reading.ts';

const STEPS: readonly Step[] = [
  readFloorMark,
  readBuilding,
  readGroup,
  readUnit,
  readFloor,
  readStorey,
  readHouseNumber,
  readSideDoor,
  readChain,
  readSuffix,
];

const CAN_BEGIN = new RegExp(`^(?:[0-9A-Z${NUMERALS}${STEMS}第东南西北中左右前后负架]|地下|-\\d)`);
const INSIDE_VALUE = new RegExp(`^(?:[0-9A-Z]{2}|[${NUMERALS}]{2})$`);
const HOUSE_NUMBER_PLACE = /[村庄屯路街道巷]$|胡同$/;

/**
 * The address that `text` writes. Of all positions where a door may begin, the one from which most
 * of the text is understood wins; among equals, the one that leaves least unread.
 */
export function parseAddress(text: string): ParsedAddress {
  const folded = foldAddressText(text);
  const whole = folded.text.replace(/-+$/, '').replace(/^-(?!\d{1,2}[层楼F])/, '');
  let best: Reading | null = null;
  for (let start = 0; start < whole.length; start += 1) {
    if (!canBegin(whole, start)) continue;
    const reading = readDoor(whole.slice(start), whole.slice(0, start).replace(/-+$/, ''));
    if (reading && hasPlausiblePlace(reading) && isBetter(reading, best)) best = reading;
  }
  if (best === null) return { kind: 'unreadable', text };
  const rest = best.text.slice(best.at).replace(/^-+|-+$/g, '');
  const { place, byPosition } = best;
  return { kind: 'parsed', place, door: finish(best), slips: folded.slips, rest, byPosition };
}

function canBegin(text: string, start: number): boolean {
  const pair = text.slice(Math.max(0, start - 1), start + 1);
  return !INSIDE_VALUE.test(pair) && CAN_BEGIN.test(text.slice(start));
}

/** A bare number is a place only before a whole chain: '1-3-2-501', but not '501-502'. */
function hasPlausiblePlace({ place, door }: Reading): boolean {
  return !/^[\d-]+$/.test(place) || (door.building !== '' && door.unit !== '');
}

function isBetter(reading: Reading, best: Reading | null): boolean {
  if (best === null) return true;
  const unread = (of: Reading) => of.text.length - of.at;
  return reading.at > best.at || (reading.at === best.at && unread(reading) < unread(best));
}

function readDoor(text: string, place: string): Reading | null {
  let reading = startReading(text, place);
  for (;;) {
    const next = firstStep(reading);
    if (next === null) return reading.level === 0 ? null : reading;
    reading = next;
  }
}

function firstStep(reading: Reading): Reading | null {
  for (const step of STEPS) {
    const next = step(reading);
    if (next) return next;
  }
  return null;
}

/** A lone room tells its storey (ADDR-6), unless it is written or placed like a house number. */
function finish({ door, place, isHouseNumber }: Reading): Door {
  const isLone = door.building === '' && door.unit === '' && door.floor === null;
  if (!isLone || isHouseNumber || HOUSE_NUMBER_PLACE.test(place)) return completeDoor(door);
  return { ...door, floor: floorOfRoom(door.room) };
}
