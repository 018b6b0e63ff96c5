// One grid, whole: its sheet, its roster, and the events of a first round.

import type { GridSheet, TeamMember } from '#core/grid/sheet.ts';
import type { Area } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { defaultSettings } from '#core/round/round.ts';
import type { Visit } from '#core/visit/visit.ts';
import { pathTo } from '../divisions.ts';
import { deviceOf } from './devices.ts';
import type { GridPlan } from './plan/plan.ts';
import type { Random } from './random.ts';
import { drawRoster, type RosterDoor } from './roster.ts';
import type { Act } from './round/act.ts';
import { createFieldDocuments } from './round/field-documents.ts';
import { firstRound, sessionsBefore, type Session } from './round/sessions.ts';
import { simulate, type ReceivedEvent } from './round/simulate.ts';

export type SeedGrid = {
  sheet: GridSheet;
  households: Household[];
  events: ReceivedEvent[];
};
/** A grid with the documents that its events come to. */
export type PlayedGrid = SeedGrid & { after: { households: Household[]; visits: Visit[] } };

export type GridWish = {
  grid: GridPlan;
  areas: readonly Area[];
  team: readonly TeamMember[];
  nowMs: number;
  sharedShare: number;
  plan(scene: { grid: GridPlan; roster: RosterDoor[]; sessions: Session[]; round: string }): Act[];
};

const sheetOf = ({ grid, areas, team, nowMs }: GridWish): GridSheet => {
  const compounds = [...new Set(grid.parts.map(({ compound }) => compound))];
  return {
    id: 'sheet',
    grid: grid.id,
    seq: 0,
    name: grid.name,
    areas: pathTo(areas, grid.community),
    compounds: compounds.map(({ id, name, community }) => ({ id, name, community })),
    buildings: grid.parts.map(({ compound, building }) => ({
      compound: compound.id,
      number: building.number,
      form: building.form,
      units: [...building.units],
      floors: building.floors,
    })),
    team: [...team],
    round: firstRound(nowMs),
    settings: defaultSettings,
    isDemo: true,
  };
};

/** @param random a stream of the grid's own */
export const seedGrid = (random: Random, wish: GridWish): PlayedGrid => {
  const { grid, nowMs, sharedShare } = wish;
  const sheet = sheetOf(wish);
  const round = sheet.round.id;
  const maker = { random: random.fork('roster'), year: new Date(nowMs).getUTCFullYear() };
  const roster = drawRoster(maker, grid, { round, sharedShare });
  const sessions = sessionsBefore(nowMs);
  const acts = wish.plan({ grid, roster, sessions, round });
  const households = roster.map(({ household }) => household);
  const documents = createFieldDocuments(sheet, households);
  const field = { grid: grid.id, random: random.fork('field'), documents, deviceOf };
  const events = simulate(field, acts, sessions);
  const after = { households: documents.households(), visits: documents.visits() };
  return { sheet, households, events, after };
};
