/**
 * The canonical door: what an address says about one door inside one compound, and when two such
 * statements are one and the same text. Values are canonical: digits without leading zeros ('3',
 * '501'), capitals ('A', 'A11', '3A'), a cyclical sign ('乙'), a side ('东', '中西'), or for rows and
 * groups the number with its word ('3排', '5组'). Rules ADDR-5, ADDR-6, ADDR-14 in RULES.md.
 */

/** A door's canonical address inside one compound. Every part may be absent ('' or null). */
export type Door = {
  building: string;
  unit: string;
  /** Storeys above ground count from 1, basements from -1 downwards, 0 is the open stilt floor (架空层). */
  floor: number | null;
  room: string;
  /** Two tenancies behind one door: '-1', 'A', '甲', '附3', '东'. */
  suffix: string;
};

/** What was read from a written address. `unreadable` means: it names no door at all. */
export type ParsedAddress =
  | {
      kind: 'parsed';
      /** Leading road, village or compound text, folded but otherwise as written; '' if absent. */
      place: string;
      door: Door;
      /** Corrected typing slips, each as '撞→幢'. */
      slips: string[];
      /** What follows the door and was not understood; '' if nothing. */
      rest: string;
      /** The building was told by position only ('3-501'), so its level is a reading, not a word. */
      byPosition: boolean;
    }
  | { kind: 'unreadable'; text: string };

/** A door of which nothing is known yet. */
export function emptyDoor(): Door {
  return { building: '', unit: '', floor: null, room: '', suffix: '' };
}

/**
 * The storey that a room number tells: all but its last two digits ('501' → 5, '2610' → 26).
 * Null for fewer than three digits, and for five (some estates write unit, storey and room as
 * '10502', others storey 105). Letters before the digits are ignored ('A501' → 5).
 */
export function floorOfRoom(room: string): number | null {
  const digits = /^[A-Z]*(\d{1,2})\d\d$/.exec(room)?.[1];
  return digits === undefined || Number(digits) === 0 ? null : Number(digits);
}

/** A row or group of a village or courtyard: '3排', '5组'. Its house numbers tell no storey. */
export function isGroup(building: string): boolean {
  return /[排组社队]$/.test(building);
}

/**
 * The door with its storey filled in where the room tells it (ADDR-6): only behind a building or a
 * unit, and not for the houses of a row or group. A lone '1201' may be a house number of a street.
 */
export function completeDoor(door: Door): Door {
  if (door.floor !== null) return door;
  const isInside = door.unit !== '' || (door.building !== '' && !isGroup(door.building));
  return isInside ? { ...door, floor: floorOfRoom(door.room) } : door;
}

/**
 * Canonical text of a door for maps and equality: two doors have one key exactly when `compareDoors`
 * says 'same'. Not for display, and unique inside one compound only.
 */
export function doorKey(door: Door): string {
  const { building, unit, floor, room, suffix } = completeDoor(door);
  return `${building}|${unit}|${floor ?? ''}|${room}|${suffix}`;
}
