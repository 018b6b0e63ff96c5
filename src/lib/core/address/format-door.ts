/**
 * Writes a door the way people of its kind of neighbourhood write it, so that `parseAddress` reads
 * the same door back. Rule ADDR-13 in RULES.md.
 */

import { isSide } from './address-words.ts';
import { completeDoor, type Door, floorOfRoom, isGroup } from './door.ts';

/** The kind of building or neighbourhood. High-rises and walk-ups are written alike. */
export type DoorForm = 'high-rise' | 'walk-up' | 'street' | 'courtyard' | 'village';

/** '2 号楼 1 单元 402', '12 号 501', '3 排 5 号', '5 组 6 号'. '' for a door without parts. */
export function formatDoor(door: Door, form: DoorForm): string {
  const parts = [
    formatBuilding(door, form),
    formatUnit(door, form),
    formatFloor(door),
    formatRoom(door),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** The shortest name for a cell whose building and unit are plain: '402', '5-1', '东', '5 层'. */
export function doorLabel(door: Door): string {
  if (door.room !== '') return `${door.room}${door.suffix}`;
  if (door.floor !== null) return floorName(door.floor);
  return door.unit || door.building;
}

function formatBuilding({ building, unit, floor, room }: Door, form: DoorForm): string {
  if (building === '') return '';
  if (isGroup(building)) return `${building.slice(0, -1)} ${building.slice(-1)}`;
  if (/^\d+$/.test(building)) {
    const isHouse = form === 'street' && (unit !== '' || floor !== null || room !== '');
    return `${building} ${isHouse ? '号' : '号楼'}`;
  }
  if (/^[A-Z]+$/.test(building)) return `${building} 座`;
  if (isSide(building)) return `${building}楼`;
  return `${building} ${/^\d+-\d+$/.test(building) ? '号楼' : '栋'}`;
}

function formatUnit({ building, unit, room }: Door, form: DoorForm): string {
  if (unit === '') return '';
  const isHouse = isGroup(building) && /^\d{1,2}$/.test(unit) && /^\d{3,}$/.test(room);
  if (isHouse && (form === 'village' || form === 'courtyard')) return `${unit} 号`;
  if (/^[A-Z]$/.test(unit) && building !== '' && form !== 'street') return `${unit} 座`;
  return /^[A-Z\d]/.test(unit) ? `${unit} 单元` : `${unit}单元`;
}

/** The storey is written only where the room does not tell it. */
function formatFloor(door: Door): string {
  const { floor, room } = completeDoor(door);
  const isLone = door.building === '' && door.unit === '';
  const told = isLone ? floorOfRoom(room) : completeDoor({ ...door, floor: null }).floor;
  return floor === null || floor === told ? '' : floorName(floor);
}

function floorName(floor: number): string {
  if (floor === 0) return '架空层';
  return floor < 0 ? `负 ${-floor} 层` : `${floor} 层`;
}

function formatRoom(door: Door): string {
  const { room, suffix } = door;
  if (room === '') return '';
  return `${room}${roomWord(completeDoor(door))}${suffix.replace(/^附/, ' 附 ')}`;
}

/** Short numbers need a word, and so does a lone house number that tells no storey ('1201 号'). */
function roomWord({ building, unit, floor, room }: Door): string {
  if (/^[A-Z]\d{0,2}$/.test(room)) return ' 室';
  if (/^[^A-Z\d]+$/.test(room)) return '户';
  if (/^\d{1,2}$/.test(room)) return ' 号';
  const isHouseNumber = floor === null && floorOfRoom(room) !== null;
  const isInGroup = isGroup(building) && unit === '';
  return isHouseNumber || isInGroup || /^[^A-Z\d]/.test(room) ? ' 号' : '';
}
