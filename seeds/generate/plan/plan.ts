// What is planned before anybody is made up: compounds with their buildings, and grids cut from them along buildings.

import type { Area } from '#core/grid/sheet.ts';
import type { AreaCode, CompoundId, GridId } from '#core/ids.ts';
import { countDoors, type BuildingPlan } from './building.ts';

export type CompoundPlan = {
  id: CompoundId;
  name: string;
  community: AreaCode;
  buildings: readonly BuildingPlan[];
};

/** A compound before it has an id. */
export type CompoundDraft = { name: string; buildings: readonly BuildingPlan[] };

/** One building of a grid, with the compound that it stands in. */
export type GridPart = { compound: CompoundPlan; building: BuildingPlan };

export type GridPlan = {
  id: GridId;
  /** As people say it: '岭南一社区 3 网格'. */
  name: string;
  community: AreaCode;
  parts: readonly GridPart[];
};

export type DistrictPlan = {
  areas: readonly Area[];
  compounds: readonly CompoundPlan[];
  grids: readonly GridPlan[];
};

export const countGrid = ({ parts }: GridPlan): number =>
  parts.reduce((sum, { building }) => sum + countDoors(building), 0);

export const countCompound = ({ buildings }: CompoundDraft): number =>
  buildings.reduce((sum, building) => sum + countDoors(building), 0);

/** Compounds and grids get their ids in the order of the plan: c001 …, g001 …. */
export const compoundId = (index: number): CompoundId => `c${String(index + 1).padStart(3, '0')}`;
export const gridId = (index: number): GridId => `g${String(index + 1).padStart(3, '0')}`;
