/**
 * Decides whether two written addresses name one door: their places, their doors, and what could not
 * be read. Rule ADDR-12 in RULES.md.
 */

import { NUMERAL_RUN } from './address-words.ts';
import { chineseNumberDigits } from './chinese-number.ts';
import { combineVerdicts, compareDoors, type DoorVerdict } from './compare-doors.ts';
import { type Door, floorOfRoom, type ParsedAddress } from './door.ts';

type ReadAddress = Extract<ParsedAddress, { kind: 'parsed' }>;
type PlacedDoor = Pick<ReadAddress, 'place' | 'door'>;

export type CompareAddressesOptions = {
  /**
   * The compound that a place text ('' when none is written) names, or null when it is not known.
   * Two known compounds decide about the place; otherwise the texts are compared.
   */
  compoundOf?: (place: string) => string | null;
};

/**
 * The verdict on two addresses. Symmetric; reflexive for readable addresses; 'same' is transitive.
 * An unreadable address is always a question, even beside the same text ('同上').
 */
export function compareAddresses(
  a: ParsedAddress,
  b: ParsedAddress,
  options: CompareAddressesOptions = {},
): DoorVerdict {
  if (a.kind === 'unreadable' || b.kind === 'unreadable') return 'ask';
  const compare = (first: PlacedDoor, second: PlacedDoor) => {
    const places = comparePlaces(first.place, second.place, options);
    return combineVerdicts([places, compareDoors(first.door, second.door)]);
  };
  const verdict = compare(a, b);
  if (verdict === 'same') return a.rest === b.rest ? 'same' : 'ask';
  if (verdict === 'ask') return 'ask';
  const verdicts = [
    ...otherReadings(a).map((reading) => compare(reading, b)),
    ...otherReadings(b).map((reading) => compare(a, reading)),
  ];
  return verdicts.some((other) => other !== 'different') ? 'ask' : 'different';
}

/** Readings that the text allows besides the one taken; they can only turn a verdict into 'ask'. */
function otherReadings({ byPosition, place, door }: ReadAddress): PlacedDoor[] {
  const readings = byPosition ? lowerReadings(door).map((lower) => ({ place, door: lower })) : [];
  const { building, unit } = door;
  const hasCompoundNumber = place !== '' && /^\d+$/.test(building) && /^\d+$/.test(unit);
  if (!hasCompoundNumber) return readings;
  return [
    ...readings,
    { place: `${place}${building}号`, door: { ...door, building: unit, unit: '' } },
  ];
}

/** Levels told by position may be meant one lower: '2-501' can be unit 2 of the only building. */
function lowerReadings(door: Door): Door[] {
  const { building, unit, room } = door;
  if (unit !== '') return unit === String(floorOfRoom(room)) ? [{ ...door, unit: '' }] : [];
  const asUnit = { ...door, building: '', unit: building };
  return /^\d{1,2}$/.test(room) ? [asUnit, { ...door, unit: room, room: '' }] : [asUnit];
}

function comparePlaces(a: string, b: string, { compoundOf }: CompareAddressesOptions): DoorVerdict {
  const [compoundA, compoundB] = [compoundOf?.(a) ?? null, compoundOf?.(b) ?? null];
  if (compoundA !== null && compoundB !== null)
    return compoundA === compoundB ? 'same' : 'different';
  if (compoundA !== null || compoundB !== null) return 'ask';
  const [first, second] = [placeKey(a), placeKey(b)];
  if (first === second) return 'same';
  return first === '' || second === '' || contains(first, second) || contains(second, first)
    ? 'ask'
    : 'different';
}

function placeKey(place: string): string {
  return place.replace(NUMERAL_RUN, (numeral) => chineseNumberDigits(numeral) ?? numeral);
}

/** '岭南路12号院' contains '12号院' but not '2号院'; 阳光小区 and 阳光花园 are both 阳光. */
function contains(whole: string, part: string): boolean {
  const name = part.replace(/(?:小区|花园|家园|新村|大院|院|苑|村|社区)$/, '');
  const at = name === '' ? -1 : whole.indexOf(name);
  if (at < 0) return false;
  const isInsideNumber = /^\d/.test(name) && /\d/.test(whole.charAt(at - 1));
  const isCutShort = /\d$/.test(name) && /\d/.test(whole.charAt(at + name.length));
  return !isInsideNumber && !isCutShort;
}
