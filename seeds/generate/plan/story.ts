// The two communities of the story, drawn by hand: three grids each, every kind of building, two compounds that were
// merged behind one fence (both with a 1号楼1单元101), a missing fourth floor, shops below, doors called by their side.

import type { AreaCode } from '#core/ids.ts';
import { group, highRise, row, streetHouse, walkUp } from './shapes.ts';
import type { CompoundDraft } from './plan.ts';

/** The compounds of one grid, in walking order. */
export type StoryGrid = readonly CompoundDraft[];
export type StoryCommunity = { community: AreaCode; grids: readonly StoryGrid[] };

const newTown: StoryGrid = [
  {
    name: '岭南新城',
    buildings: [
      highRise('1', { units: 1, floors: 33, doors: 4 }, { without: [1] }),
      highRise('2', { units: 2, floors: 26, doors: 3 }, { topDoors: 2 }),
      highRise('3', { units: 1, floors: 33, doors: 3 }, { without: [1, 2] }),
    ],
  },
];

const oldWorks: StoryGrid = [
  {
    name: '化林路机务小区',
    buildings: [
      walkUp('1', 4, { naming: 'sides' }),
      walkUp('2', 4, { naming: 'sides' }),
      walkUp('3', 3, { doors: 3, naming: 'sides', topDoors: 2 }),
      walkUp('5', 3),
      walkUp('6', ['东', '中', '西']),
      walkUp('7', 3, { floors: 5 }),
      walkUp('8', 4),
    ],
  },
  {
    name: '化林路',
    buildings: [
      streetHouse('46', ['甲', '乙', '丙']),
      streetHouse('48', ['东', '西'], { floors: 7 }),
    ],
  },
];

const mergedYards: StoryGrid = [
  {
    name: '岭南路12号院',
    buildings: [row(1, 10), row(2, 10), row(3, 10)],
  },
  {
    name: '岭南小区东院',
    buildings: [
      walkUp('1', 3),
      walkUp('2', 3),
      walkUp('3', 2),
      walkUp('5', 2),
      highRise('6', { units: 2, floors: 18, doors: 3 }, { without: [4] }),
    ],
  },
  { name: '岭南小区西院', buildings: [walkUp('1', 3), walkUp('2', 2)] },
];

const bigYard: StoryGrid = [
  {
    name: '九一大院',
    buildings: [
      walkUp('1', 4),
      walkUp('2', 4),
      walkUp('3', 4),
      walkUp('4', 3, { doors: 3 }),
      walkUp('5', 3, { doors: 3, topDoors: 2 }),
      walkUp('6', 3),
      walkUp('7', 2, { naming: 'sides', floors: 7 }),
    ],
  },
];

const twoSides: StoryGrid = [
  {
    name: '九一小区北院',
    buildings: [
      walkUp('1', 3),
      walkUp('2', 3),
      highRise('A1', { units: 2, floors: 24, doors: 2 }, { without: [1, 4, 14] }),
    ],
  },
  {
    name: '九一小区南院',
    buildings: [
      walkUp('1', 3),
      walkUp('2', 2),
      highRise('3', { units: 2, floors: 20, doors: 4 }, { without: [1, 4], topDoors: 2 }),
    ],
  },
];

const villageEdge: StoryGrid = [
  { name: '沿山村', buildings: [group(5, 64), group(6, 52)] },
  { name: '军营路9号院', buildings: [row(1, 8), row(2, 9), row(3, 9), row(4, 7)] },
  {
    name: '军营路家属院',
    buildings: [walkUp('1', 4), walkUp('2', 3), walkUp('3', 2, { floors: 5 }), walkUp('5', 3)],
  },
];

/** Grid 3 of 岭南一社区 is the demo's first; see teams.ts. */
export const storyCommunities: readonly StoryCommunity[] = [
  { community: '130404004001', grids: [newTown, oldWorks, mergedYards] },
  { community: '130404003013', grids: [bigYard, twoSides, villageEdge] },
];
