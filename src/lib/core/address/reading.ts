/**
 * A reading in progress: how far into the folded text the door has been read, and down to which
 * level. Levels only ever go down (building, unit, floor, room, suffix), so that a second building
 * ends a reading instead of overwriting the first.
 */

import { type Door, emptyDoor } from './door.ts';

/** How deep a reading has come; 0 is nothing yet. */
export const LEVEL = { building: 1, unit: 2, floor: 3, room: 4, suffix: 5 } as const;

export type Part = keyof typeof LEVEL;

export type Reading = {
  /** The folded text without the place before the door. */
  text: string;
  /** The place before the door: it decides what a lone '14号' names. */
  place: string;
  /** Index in `text` of what has not been read. */
  at: number;
  door: Door;
  level: number;
  byPosition: boolean;
  /** The room was written as a house number ('1201号'), which tells no storey. */
  isHouseNumber: boolean;
};

/** Takes the next piece of a reading, or null when the piece is none of its kind. */
export type Step = (reading: Reading) => Reading | null;

export function startReading(text: string, place: string): Reading {
  const start = { at: 0, door: emptyDoor(), level: 0, byPosition: false, isHouseNumber: false };
  return { text, place, ...start };
}

/** What has not been read; a separator before it is dropped, unless it stands there as a minus. */
export function remainder(reading: Reading): string {
  return reading.text.slice(reading.at).replace(/^-/, '');
}

/**
 * The reading after `length` signs of the remainder have told `parts`. Null when a part is not below
 * the level already reached, or when the floor is no number.
 */
export function advance(
  reading: Reading,
  length: number,
  parts: Partial<Record<Part, string>>,
): Reading | null {
  const levels = Object.keys(parts).map((part) => LEVEL[part as Part]);
  if (Math.min(...levels) <= reading.level) return null;
  const { floor: storey, ...values } = parts;
  const floor = storey === undefined ? reading.door.floor : Number(storey);
  if (Number.isNaN(floor)) return null;
  const at = reading.text.length - remainder(reading).length + length;
  const level = Math.max(...levels);
  return { ...reading, at, level, door: { ...reading.door, ...values, floor } };
}
