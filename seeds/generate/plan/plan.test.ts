import { describe, expect, test } from 'vitest';
import { doorKey } from '#core/address/door.ts';
import { readDivisions } from '../../divisions.ts';
import { createRandom } from '../random.ts';
import { countDoors, doorsOf } from './building.ts';
import { leastInGrid, mostInGrid } from './cut.ts';
import { compoundsWanted } from './district.ts';
import { planDemo, planDistrict } from './make-plan.ts';
import { countCompound, countGrid, type DistrictPlan } from './plan.ts';
import { highRise, row, streetHouse, walkUp } from './shapes.ts';

const areas = readDivisions();
const demo = planDemo(areas);
const district = planDistrict(areas, createRandom('plan'));

const households = (plan: DistrictPlan): number =>
  plan.compounds.reduce((sum, compound) => sum + countCompound(compound), 0);

describe('a building', () => {
  const irregular = highRise(
    '6',
    { units: 2, floors: 18, doors: 3 },
    { without: [1, 4], topDoors: 2 },
  );

  test('has as many doors as its plan counts', () => {
    for (const plan of [irregular, walkUp('1', 3), row(3, 10), streetHouse('46', ['甲', '乙'])]) {
      expect(doorsOf(plan)).toHaveLength(countDoors(plan));
    }
    expect(countDoors(irregular)).toBe(2 * (15 * 3 + 2));
  });

  test('has no door on a floor that was left out', () => {
    expect(new Set(doorsOf(irregular).map(({ floor }) => floor))).not.toContain(4);
  });

  test('calls its doors by number, by side, or by house', () => {
    const bySide = walkUp('1', ['东'], { naming: 'sides', floors: 1 });
    expect(doorsOf(bySide).map(({ unit, floor, room }) => ({ unit, floor, room }))).toEqual([
      { unit: '东', floor: 1, room: '东' },
      { unit: '东', floor: 1, room: '西' },
    ]);
    expect(doorsOf(row(3, 10)).at(4)).toEqual({
      building: '3排',
      unit: '',
      floor: null,
      room: '5',
      suffix: '',
    });
    expect(doorsOf(walkUp('2', 1)).at(-1)).toMatchObject({ floor: 6, room: '602' });
  });
});

describe('the demo', () => {
  test('has about 2,000 households in 6 grids, one of them of 312', () => {
    expect(demo.grids.map(countGrid)).toEqual([375, 351, 312, 313, 356, 289]);
    expect(households(demo)).toBe(1996);
  });

  test('has merged courtyards with colliding building numbers inside one grid', () => {
    const grid = demo.grids.find(({ name }) => name === '岭南一社区 3 网格');
    const first = (grid?.parts ?? [])
      .flatMap(({ compound, building }) => doorsOf(building).map((door) => ({ compound, door })))
      .filter(
        ({ door }) =>
          doorKey(door) === doorKey({ ...door, building: '1', unit: '1', floor: 1, room: '101' }),
      );
    expect(first.map(({ compound }) => compound.name)).toEqual(['岭南小区东院', '岭南小区西院']);
  });

  test('has every form of building', () => {
    const forms = demo.compounds.flatMap(({ buildings }) => buildings.map(({ form }) => form));
    expect(new Set(forms)).toEqual(
      new Set(['high-rise', 'walk-up', 'street', 'courtyard', 'village']),
    );
  });
});

describe('the district', () => {
  test('has 258 compounds and about 100,000 households', () => {
    expect(district.compounds).toHaveLength(compoundsWanted);
    expect(households(district)).toBeGreaterThan(95_000);
    expect(households(district)).toBeLessThan(105_000);
    expect(district.grids.length).toBeGreaterThan(380);
    expect(district.grids.length).toBeLessThan(430);
  });

  test('has grids of 100 to 1,000 households in every community', () => {
    for (const grid of district.grids) {
      expect(countGrid(grid)).toBeGreaterThanOrEqual(leastInGrid);
      expect(countGrid(grid)).toBeLessThanOrEqual(mostInGrid);
    }
    const communities = areas.filter(({ level }) => level === 'community');
    expect(new Set(district.grids.map(({ community }) => community)).size).toBe(communities.length);
  });

  test('cuts grids along buildings of one community, each building once', () => {
    const parts = district.grids.flatMap((grid) => grid.parts.map((part) => ({ grid, ...part })));
    expect(parts.every(({ grid, compound }) => grid.community === compound.community)).toBe(true);
    const buildings = district.compounds.flatMap((compound) => compound.buildings);
    expect(new Set(parts.map(({ building }) => building)).size).toBe(parts.length);
    expect(parts).toHaveLength(buildings.length);
  });

  test('begins with the grids of the demo, called the same', () => {
    const names = (plan: DistrictPlan) =>
      plan.grids.slice(0, 6).map(({ id, name }) => ({ id, name }));
    expect(names(district)).toEqual(names(demo));
  });

  test('names each compound and each grid once', () => {
    const compounds = district.compounds.map(({ name, community }) => `${community} ${name}`);
    const grids = district.grids.map(({ name, community }) => `${community} ${name}`);
    expect(new Set(compounds).size).toBe(compounds.length);
    expect(new Set(grids).size).toBe(grids.length);
  });
});
