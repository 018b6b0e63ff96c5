import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { balanceDoors, type DoorToDeal, type Hand } from './balance.ts';

/** Doors of units of the given sizes, h0, h1 … in walking order. */
const doorsOf = (sizes: readonly number[]): DoorToDeal[] =>
  sizes
    .flatMap((size, unit) => Array.from({ length: size }, () => `u${unit}`))
    .map((unit, index) => ({ household: `h${index}`, unit }));

const handsOf = (kept: readonly number[]): Hand[] =>
  kept.map((doors, index) => ({ member: `s${index}`, kept: doors }));

const loads = (sizes: readonly number[], kept: readonly number[]): number[] =>
  balanceDoors(doorsOf(sizes), handsOf(kept)).map(({ households }) => households.length);

const spreadOf = (numbers: readonly number[]): number =>
  Math.max(...numbers) - Math.min(...numbers);

/** Loads of every way to cut the units into so many stretches. */
const allStretches = (sizes: readonly number[], members: number): number[][] =>
  members === 1
    ? [[sizes.reduce((sum, size) => sum + size, 0)]]
    : Array.from({ length: sizes.length + 1 }, (_, cut) => cut).flatMap((cut) =>
        allStretches(sizes.slice(cut), members - 1).map((rest) => [
          sizes.slice(0, cut).reduce((sum, size) => sum + size, 0),
          ...rest,
        ]),
      );

const unitSizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 });
const keptDoors = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 10 });

describe('balanceDoors', () => {
  test('ASSIGN-1 no members, no shares', () => {
    expect(balanceDoors(doorsOf([3]), [])).toEqual([]);
  });

  test('ASSIGN-1 no doors, empty shares', () => {
    expect(balanceDoors([], handsOf([0, 4]))).toEqual([
      { member: 's0', households: [] },
      { member: 's1', households: [] },
    ]);
  });

  test('ASSIGN-3 whole staircases where they fit', () => {
    expect(loads([6, 6, 6, 6], [0, 0])).toEqual([12, 12]);
    expect(loads([5, 4, 3], [0, 0])).toEqual([5, 7]);
  });

  test('ASSIGN-3 a tower alone is cut into stretches of floors', () => {
    expect(loads([66], [0, 0, 0])).toEqual([18, 24, 24]);
    expect(spreadOf(loads([7, 8, 92, 132, 7, 7, 7], [0, 0]))).toBeLessThanOrEqual(8);
  });

  test('ASSIGN-4 who keeps more gets fewer', () => {
    expect(loads([2, 2, 2, 2, 2], [6, 0])).toEqual([2, 8]);
    expect(loads([2, 2], [50, 0, 0])).toEqual([0, 2, 2]);
  });

  test('ASSIGN-1 ASSIGN-2 every door once, in stretches of the walk', () => {
    fc.assert(
      fc.property(unitSizes, keptDoors, (sizes, kept) => {
        const doors = doorsOf(sizes);
        const dealt = balanceDoors(doors, handsOf(kept)).flatMap(({ households }) => households);
        expect(dealt).toEqual(doors.map(({ household }) => household));
      }),
    );
  });

  test('ASSIGN-3 a unit of half a fair share or less, or of six doors, stays whole', () => {
    fc.assert(
      fc.property(unitSizes, keptDoors, (sizes, kept) => {
        const doors = doorsOf(sizes);
        const memberOf = new Map(
          balanceDoors(doors, handsOf(kept)).flatMap(({ member, households }) =>
            households.map((household) => [household, member] as const),
          ),
        );
        for (const [unit, size] of sizes.entries()) {
          if (size > 6 && size > doors.length / kept.length / 2) continue;
          const members = doors
            .filter((door) => door.unit === `u${unit}`)
            .map(({ household }) => memberOf.get(household));
          expect(new Set(members).size).toBe(1);
        }
      }),
    );
  });

  test('ASSIGN-4 with nothing kept, shares differ by one unit at most', () => {
    fc.assert(
      fc.property(unitSizes, fc.integer({ min: 1, max: 10 }), (sizes, members) => {
        const shares = loads(
          sizes,
          Array.from({ length: members }, () => 0),
        );
        expect(spreadOf(shares)).toBeLessThanOrEqual(Math.max(0, ...sizes));
      }),
    );
  });

  test('ASSIGN-4 no other whole-unit stretches are fairer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 6, maxLength: 9 }),
        fc.integer({ min: 1, max: 3 }),
        (sizes, members) => {
          const shares = loads(
            sizes,
            Array.from({ length: members }, () => 0),
          );
          expect(spreadOf(shares)).toBe(Math.min(...allStretches(sizes, members).map(spreadOf)));
        },
      ),
    );
  });

  test('ASSIGN-5 a grid of 1,000 doors is dealt while the finger is on the button', () => {
    const sizes = Array.from({ length: 120 }, (_, unit) => 4 + (unit % 9));
    const before = performance.now();
    loads(sizes, [9, 3, 0, 22, 0, 14, 7, 0, 0, 5]);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
