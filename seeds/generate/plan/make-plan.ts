// Puts plans together: ids in the order of the story first, then of the communities' codes, so that the story's grids
// are called the same in the demo and in the whole district.

import type { Area } from '#core/grid/sheet.ts';
import type { AreaCode } from '#core/ids.ts';
import type { Random } from '../random.ts';
import { cutIntoGrids } from './cut.ts';
import { draftDistrict } from './district.ts';
import {
  compoundId,
  gridId,
  type CompoundDraft,
  type CompoundPlan,
  type DistrictPlan,
  type GridPart,
  type GridPlan,
} from './plan.ts';
import { storyCommunities } from './story.ts';

type Building = { areas: readonly Area[]; compounds: CompoundPlan[]; grids: GridPlan[] };

const addCompound = (plan: Building, community: AreaCode, draft: CompoundDraft): CompoundPlan => {
  const compound = { id: compoundId(plan.compounds.length), community, ...draft };
  plan.compounds.push(compound);
  return compound;
};

const addGrid = (
  plan: Building,
  community: AreaCode,
  grid: { number: number; parts: readonly GridPart[] },
): void => {
  const area = plan.areas.find(({ code }) => code === community);
  const name = `${area?.name ?? community} ${grid.number} 网格`;
  plan.grids.push({ id: gridId(plan.grids.length), name, community, parts: grid.parts });
};

const addStory = (plan: Building): void => {
  for (const { community, grids } of storyCommunities) {
    grids.forEach((drafts, index) => {
      const parts = drafts.flatMap((draft) => {
        const compound = addCompound(plan, community, draft);
        return compound.buildings.map((building) => ({ compound, building }));
      });
      addGrid(plan, community, { number: index + 1, parts });
    });
  }
};

/** The demo: the story's communities; every other area is there and empty. */
export const planDemo = (areas: readonly Area[]): DistrictPlan => {
  const plan: Building = { areas, compounds: [], grids: [] };
  addStory(plan);
  return plan;
};

/** The district: 258 compounds over all communities. */
export const planDistrict = (areas: readonly Area[], random: Random): DistrictPlan => {
  const plan: Building = { areas, compounds: [], grids: [] };
  addStory(plan);
  for (const [community, drafts] of draftDistrict(random.fork('district'), areas)) {
    const compounds = drafts.map((draft) => addCompound(plan, community, draft));
    cutIntoGrids(community, compounds).forEach((parts, index) =>
      addGrid(plan, community, { number: index + 1, parts }),
    );
  }
  return plan;
};
