// The grid's own sheet: everything a phone must know of its grid besides households and visits. One document per grid
// (collection `grids`, id 'sheet'), so that reference data arrives whole and is proven by the same digest.

import type { AreaCode, CompoundId, GridId, StaffId } from '../ids.ts';
import type { Round, RoundSettings } from '../round/round.ts';

export type AreaLevel = 'district' | 'township' | 'community';
export type Area = { code: AreaCode; name: string; level: AreaLevel; parent: AreaCode };

/** How doors are arranged and called: storeys with lift, walk-up, single building on a street, rows of a courtyard, village group. */
export type BuildingForm = 'high-rise' | 'walk-up' | 'street' | 'courtyard' | 'village';

export type Compound = { id: CompoundId; name: string; community: AreaCode };

/** `number` is the canonical `building` of its doors' addresses ('2', 'A11', '3排', '' for a compound without numbers). */
export type Building = {
  compound: CompoundId;
  number: string;
  form: BuildingForm;
  units: string[];
  floors: number;
};

export type TeamRole = 'leader' | 'member';
export type TeamMember = { id: StaffId; name: string; role: TeamRole };

export const sheetId = 'sheet';

export type GridSheet = {
  id: typeof sheetId;
  grid: GridId;
  seq: number;
  name: string;
  /** From the district down to the community. */
  areas: Area[];
  compounds: Compound[];
  buildings: Building[];
  team: TeamMember[];
  round: Round;
  settings: RoundSettings;
  /** True for generated people and doors: every screen wears the mark. */
  isDemo: boolean;
};

/** Key of a building inside its grid: two merged courtyards may both have a building '1'. */
export const buildingKey = (compound: CompoundId, number: string): string =>
  `${compound}/${number}`;
