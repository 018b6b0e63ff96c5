// The three scales: a demo of two communities, a whole district, and one grid of an exact size for benchmarks. Each is a
// stream of grids, so that no more than one is ever in memory.

import type { Area } from '#core/grid/sheet.ts';
import type { DeviceId, StaffId } from '#core/ids.ts';
import { readDivisions } from '../divisions.ts';
import { planBenchGrid, planBenchVisits } from './bench.ts';
import { deviceLabel, deviceOf } from './devices.ts';
import { planDemo, planDistrict } from './plan/make-plan.ts';
import type { DistrictPlan, GridPlan } from './plan/plan.ts';
import { createRandom, type Random } from './random.ts';
import { planFirstRound } from './round/first-round.ts';
import { seedGrid, type GridWish, type PlayedGrid } from './seed-grid.ts';
import { drawStaffing, type StaffGrant, type Staffing } from './teams.ts';

export type Scale = 'demo' | 'district' | 'bench';

export type SeedWish = {
  scale: Scale;
  seed: string;
  /** The moment up to which the round has come, ms since 1970. */
  nowMs: number;
  /** Scale bench only. */
  households: number;
  visits: number;
};

export type SeedData = {
  isDemo: true;
  areas: readonly Area[];
  staff: Staffing['staff'];
  grants: StaffGrant[];
  devices: { id: DeviceId; staff: StaffId; label: string }[];
  grids: Iterable<PlayedGrid>;
};

/** The base time of a run that names none: 5 March 2026, 15:20 in Handan. */
export const fixedNowMs = Date.UTC(2026, 2, 5, 7, 20);
export const defaultSeed = 'gridsweep';

/** How far each grid of the demo has come, in the order of the plan. */
const demoShares = [0.94, 0.85, 0.8, 0.74, 0.52, 0.34];
const sharedShare = 0.005;

type Maker = { random: Random; plan: DistrictPlan; staffing: Staffing; wish: SeedWish };

const roundOf = (
  { random, wish, staffing }: Maker,
  grid: GridPlan,
  progress: { share: number; isComplete: boolean },
): GridWish['plan'] => {
  const [leader, ...members] = staffing.teams.get(grid.id) ?? [];
  return ({ roster, sessions, round }) =>
    planFirstRound(
      random.fork(`round ${grid.id}`),
      { grid, roster },
      {
        ...progress,
        leader: leader?.id ?? '',
        members: members.map(({ id }) => id),
        round,
        nowMs: wish.nowMs,
        lastSession: sessions.length - 1,
      },
    );
};

const planOf = (maker: Maker, grid: GridPlan, index: number): GridWish['plan'] => {
  const { wish, random, staffing } = maker;
  if (wish.scale === 'bench') {
    const team = (staffing.teams.get(grid.id) ?? []).map(({ id }) => id);
    return (scene) => planBenchVisits(random.fork('visits'), scene, { team, visits: wish.visits });
  }
  const share =
    wish.scale === 'demo'
      ? (demoShares[index] ?? 0.5)
      : 0.25 + 0.7 * random.fork(`share ${grid.id}`).next();
  return roundOf(maker, grid, { share, isComplete: wish.scale === 'demo' });
};

function* gridsOf(maker: Maker): Generator<PlayedGrid> {
  const { random, plan, staffing, wish } = maker;
  for (const [index, grid] of plan.grids.entries()) {
    yield seedGrid(random.fork(`grid ${grid.id}`), {
      grid,
      areas: plan.areas,
      team: staffing.teams.get(grid.id) ?? [],
      nowMs: wish.nowMs,
      sharedShare: wish.scale === 'bench' ? 0 : sharedShare,
      plan: planOf(maker, grid, index),
    });
  }
}

const planFor = (random: Random, areas: readonly Area[], wish: SeedWish): DistrictPlan => {
  switch (wish.scale) {
    case 'demo':
      return planDemo(areas);
    case 'district':
      return planDistrict(areas, random.fork('plan'));
    case 'bench':
      return planBenchGrid(areas, wish.households);
  }
};

/** Everything of a seed; the grids come one by one, in the order of their ids. */
export const seedData = (wish: SeedWish): SeedData => {
  const random = createRandom(wish.seed);
  const areas = readDivisions();
  const plan = planFor(random, areas, wish);
  const staffing = drawStaffing(random.fork('staff'), plan);
  const devices = [...staffing.teams.values()]
    .flat()
    .map(({ id }) => ({ id: deviceOf(id), staff: id, label: deviceLabel(id) }));
  const { staff, grants } = staffing;
  const grids = { [Symbol.iterator]: () => gridsOf({ random, plan, staffing, wish }) };
  return { isDemo: true, areas, staff, grants, devices, grids };
};
