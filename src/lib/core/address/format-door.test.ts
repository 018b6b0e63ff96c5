import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compareDoorOrder } from './door-order.ts';
import { type Door, emptyDoor } from './door.ts';
import { formatDoorEnglish } from './format-door-english.ts';
import { type DoorForm, doorLabel, formatDoor } from './format-door.ts';

function door(parts: Partial<Door>): Door {
  return { ...emptyDoor(), ...parts };
}

function formats() {
  const text = readFileSync(new URL('fixtures/formats.txt', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('# '));
  return lines.map((line) => {
    const [, form = '', written = '', shown = ''] = /^(\S+) (\S+) => (.*)$/.exec(line) ?? [];
    const [building = '', unit = '', floor = '', room = '', suffix = ''] = written.split('|');
    const parts = { building, unit, floor: floor === '' ? null : Number(floor), room, suffix };
    return { line, form: form as DoorForm, parts, shown };
  });
}

describe('display', () => {
  test.each(formats())('ADDR-13 $line', ({ form, parts, shown }) => {
    const texts = [formatDoor(parts, form), formatDoorEnglish(parts, form), doorLabel(parts)];
    expect(texts.join('; ')).toBe(shown);
  });

  test('ADDR-13 a door without parts is shown as nothing', () => {
    expect(formatDoor(emptyDoor(), 'walk-up')).toBe('');
    expect(formatDoorEnglish(emptyDoor(), 'walk-up')).toBe('');
    expect(doorLabel(emptyDoor())).toBe('');
  });
});

describe('walking order', () => {
  test('ADDR-14 buildings and units by number, storeys upwards, rooms by number', () => {
    const walked = [
      door({ room: '7' }),
      door({ building: '2', unit: '1', floor: -1, room: '1' }),
      door({ building: '2', unit: '1', room: '101' }),
      door({ building: '2', unit: '1', room: '102' }),
      door({ building: '2', unit: '1', room: '901' }),
      door({ building: '2', unit: '1', room: '1001' }),
      door({ building: '2', unit: '1', room: '1001', suffix: '-1' }),
      door({ building: '2', unit: '2', room: '101' }),
      door({ building: '2', unit: '10', room: '101' }),
      door({ building: '10', room: '101' }),
      door({ building: 'A2', room: '101' }),
      door({ building: 'A11', room: '101' }),
      door({ building: 'B1', room: '101' }),
    ];
    expect(walked.toReversed().sort(compareDoorOrder)).toEqual(walked);
  });
});
