/**
 * Writes a door in English, for staff and exports that do not read Chinese. It is for display only:
 * `parseAddress` does not read it back.
 */

import { isSide } from './address-words.ts';
import { completeDoor, type Door, isGroup } from './door.ts';
import { type DoorForm } from './format-door.ts';

const SIDES: Readonly<Record<string, string>> = {
  东: 'east',
  南: 'south',
  西: 'west',
  北: 'north',
  中: 'middle',
  左: 'left',
  右: 'right',
  前: 'front',
  后: 'rear',
};

const GROUPS: Readonly<Record<string, string>> = {
  排: 'Row',
  组: 'Group',
  社: 'Group',
  队: 'Team',
};

/** 'Bldg 2, Unit 1, 402', 'No. 12, 501', 'Row 3, No. 5'. '' for a door without parts. */
export function formatDoorEnglish(door: Door, form: DoorForm): string {
  const { room, suffix } = door;
  const parts = [
    englishBuilding(door, form),
    door.unit === '' ? '' : `Unit ${englishValue(door.unit)}`,
    englishFloor(door),
    room === '' ? '' : `${englishRoom(room)}${suffix.replace(/^附/, ' annex ')}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function englishBuilding({ building }: Door, form: DoorForm): string {
  if (building === '') return '';
  if (isGroup(building)) return `${GROUPS[building.slice(-1)]} ${building.slice(0, -1)}`;
  return `${form === 'street' ? 'No.' : 'Bldg'} ${englishValue(building)}`;
}

function englishFloor(door: Door): string {
  const { floor } = completeDoor(door);
  if (floor === null || floor === completeDoor({ ...door, floor: null }).floor) return '';
  if (floor === 0) return 'Open ground floor';
  return floor < 0 ? `Basement ${-floor}` : `Floor ${floor}`;
}

function englishRoom(room: string): string {
  if (/^\d{1,2}$/.test(room)) return `No. ${room}`;
  return /^[^A-Z\d]/.test(room) ? `${englishValue(room)} door` : room;
}

function englishValue(value: string): string {
  return isSide(value) ? Array.from(value, (sign) => SIDES[sign]).join('-') : value;
}
