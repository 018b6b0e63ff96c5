import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressSearchKeys, matchesAddressQuery, parseAddressQuery } from './address-query.ts';
import { compareAddresses } from './compare-addresses.ts';
import { compareDoors } from './compare-doors.ts';
import { compareDoorOrder } from './door-order.ts';
import { completeDoor, type Door, doorKey } from './door.ts';
import { type DoorForm, formatDoor } from './format-door.ts';
import { parseAddress } from './parse-address.ts';

const number = (max: number) => fc.integer({ min: 1, max }).map(String);
const side = fc.constantFrom('东', '西', '南', '北', '中', '中东', '西南');
const stem = fc.constantFrom('甲', '乙', '丙');
const letter = fc.constantFrom('A', 'B', 'F');
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));

const building = fc.oneof(
  number(160),
  joined(number(20), fc.constantFrom('排', '组', '社', '队')),
  joined(letter, number(12)),
  joined(number(12), letter),
  joined(number(9), fc.constant('-'), number(9)),
  fc.oneof(letter, stem, side, fc.constant('')),
);
const unit = fc.oneof(number(12), fc.oneof(letter, stem, side), fc.constant(''));
const floor = fc.option(fc.integer({ min: -4, max: 40 }), { freq: 2 });
const room = fc.oneof(
  number(12345),
  number(20),
  joined(letter, number(1500)),
  fc.oneof(letter, stem, side, fc.constant('')),
);
const suffix = fc.oneof(
  fc.constantFrom('', '-1', '-12', '附3', '附12'),
  fc.oneof(letter, stem, side),
);

/** Any door in canonical form: a suffix needs a room, an untold storey is derived. */
const anyDoor: fc.Arbitrary<Door> = fc
  .record({ building, unit, floor, room, suffix })
  .map((door) => completeDoor(door.room === '' ? { ...door, suffix: '' } : door));

/** Doors that are often equal or nearly so. */
const fewDoors: fc.Arbitrary<Door> = fc.record({
  building: fc.constantFrom('', '1', 'A', '东', '1排'),
  unit: fc.constantFrom('', '1', 'A', '东'),
  floor: fc.constantFrom(null, 1, 2),
  room: fc.constantFrom('', '1', '101', '201', '东', 'A101'),
  suffix: fc.constantFrom('', '-1', '甲'),
});

const anyForm = fc.constantFrom<DoorForm>('high-rise', 'walk-up', 'street', 'courtyard', 'village');

const anyText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '3',
        '12',
        '501',
        '1001',
        'A',
        '东',
        '甲',
        '五',
        '零',
        '沿山村',
        '岭南路',
        '-',
      ),
      fc.constantFrom(
        '号',
        '楼',
        '号楼',
        '栋',
        '座',
        '单元',
        '单',
        '层',
        '室',
        '户',
        '组',
        '弄',
        '院',
      ),
    ),
    { maxLength: 9 },
  )
  .map((pieces) => pieces.join(''));

describe('properties', () => {
  test('ADDR-13 what is shown is read back as the same door', () => {
    fc.assert(
      fc.property(anyDoor, anyForm, (door, form) => {
        const parsed = parseAddress(formatDoor(door, form));
        if (parsed.kind === 'unreadable') return doorKey(door) === '||||';
        expect({ door: parsed.door, rest: parsed.rest, place: parsed.place }).toEqual({
          door,
          rest: '',
          place: '',
        });
        return true;
      }),
      { numRuns: 500 },
    );
  });

  test('ADDR-8 comparing doors is reflexive, symmetric, and same means one key', () => {
    fc.assert(
      fc.property(fewDoors, fewDoors, (a, b) => {
        expect(compareDoors(a, a)).toBe('same');
        expect(compareDoors(a, b)).toBe(compareDoors(b, a));
        expect(compareDoors(a, b) === 'same').toBe(doorKey(a) === doorKey(b));
      }),
      { numRuns: 500 },
    );
  });

  test('ADDR-9 leaving a part out never makes a door a different one', () => {
    const part = fc.constantFrom<keyof Door>('building', 'unit', 'floor', 'room', 'suffix');
    fc.assert(
      fc.property(anyDoor, part, (door, left) => {
        const less = { ...door, [left]: left === 'floor' ? null : '' };
        expect(compareDoors(door, less)).not.toBe('different');
      }),
    );
  });

  test('ADDR-12 any text is read without failing, and compared symmetrically', () => {
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [a, b] = [parseAddress(one), parseAddress(other)];
        expect(compareAddresses(a, b)).toBe(compareAddresses(b, a));
        expect(compareAddresses(a, a)).toBe(a.kind === 'parsed' ? 'same' : 'ask');
      }),
    );
  });

  test('ADDR-12 same is transitive over addresses', () => {
    const written = fc.constantFrom(
      '3-2-501',
      '3号楼2单元501',
      '西园3-2-501',
      '西园3栋2单元501',
      '2-501',
    );
    fc.assert(
      fc.property(written, written, written, (...texts) => {
        const [a, b, c] = texts.map(parseAddress) as [never, never, never];
        const isChain = compareAddresses(a, b) === 'same' && compareAddresses(b, c) === 'same';
        expect(!isChain || compareAddresses(a, c) === 'same').toBe(true);
      }),
    );
  });

  test('ADDR-14 walking order is total and agrees with the key', () => {
    fc.assert(
      fc.property(anyDoor, anyDoor, anyDoor, (a, b, c) => {
        expect(Math.sign(compareDoorOrder(a, b))).toBe(-Math.sign(compareDoorOrder(b, a)) + 0);
        expect(compareDoorOrder(a, b) === 0).toBe(doorKey(a) === doorKey(b));
        const isChain = compareDoorOrder(a, b) <= 0 && compareDoorOrder(b, c) <= 0;
        expect(!isChain || compareDoorOrder(a, c) <= 0).toBe(true);
      }),
    );
  });

  test('ADDR-15 every beginning of a door typed by position finds the door', () => {
    const digits = fc.record({
      building: number(160),
      unit: number(12),
      floor: fc.constant(null),
      room: number(2699),
      suffix: fc.constant(''),
    });
    fc.assert(
      fc.property(digits, fc.nat(), (door, cut) => {
        const typed = `${door.building}-${door.unit}-${door.room}`;
        const query = parseAddressQuery(typed.slice(0, 1 + (cut % typed.length)));
        expect(query && matchesAddressQuery(query, addressSearchKeys(door))).toBe(true);
      }),
    );
  });
});
