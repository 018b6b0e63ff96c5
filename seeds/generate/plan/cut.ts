// Cuts a community into grids of 100–1,000 households, along buildings and in walking order, so that a grid never holds
// half a building.

import type { AreaCode } from '#core/ids.ts';
import { countDoors } from './building.ts';
import type { CompoundPlan, GridPart } from './plan.ts';

/** Households that a grid aims at. */
const aim = 245;
export const leastInGrid = 100;
export const mostInGrid = 1000;

const countParts = (parts: readonly GridPart[]): number =>
  parts.reduce((sum, { building }) => sum + countDoors(building), 0);

/** The grid, 0 and up, in which a building's middle door lies when the whole is cut into equal shares. */
const cutEvenly = (parts: readonly GridPart[], count: number): GridPart[][] => {
  const share = countParts(parts) / count;
  const grids: GridPart[][] = Array.from({ length: count }, () => []);
  let before = 0;
  for (const part of parts) {
    const doors = countDoors(part.building);
    grids[Math.min(count - 1, Math.floor((before + doors / 2) / share))]?.push(part);
    before += doors;
  }
  return grids.filter((grid) => grid.length > 0);
};

/** The grids of one community. @param compounds of that community, at least `leastInGrid` households in all */
export const cutIntoGrids = (
  community: AreaCode,
  compounds: readonly CompoundPlan[],
): GridPart[][] => {
  const parts = compounds.flatMap((compound) =>
    compound.buildings.map((building) => ({ compound, building })),
  );
  for (let count = Math.max(1, Math.round(countParts(parts) / aim)); count >= 1; count -= 1) {
    const grids = cutEvenly(parts, count);
    const sizes = grids.map(countParts);
    if (sizes.every((size) => size >= leastInGrid && size <= mostInGrid)) return grids;
  }
  throw new Error(
    `Community ${community} cannot be cut into grids of ${leastInGrid}–${mostInGrid} households.`,
  );
};
