// One grid of exactly so many households and visits, for benchmarks: walk-ups of 24 doors and a last building that fills
// the number up, every door visited in turn, found at home by its last visit.

import type { Area } from '#core/grid/sheet.ts';
import type { StaffId } from '#core/ids.ts';
import { countDoors, type BuildingPlan } from './plan/building.ts';
import { compoundId, gridId, type DistrictPlan } from './plan/plan.ts';
import { row, walkUp } from './plan/shapes.ts';
import type { Random } from './random.ts';
import { factsOf, type RosterDoor } from './roster.ts';
import type { Act } from './round/act.ts';
import { complete, visit, type Scene } from './round/scene.ts';
import { midnightOf, type Session } from './round/sessions.ts';

const community = '130404004001';

const buildingsFor = (households: number): BuildingPlan[] => {
  const buildings: BuildingPlan[] = [];
  let left = households;
  for (let number = 1; left > 0; number += 1) {
    const whole = walkUp(String(number), number % 4 === 0 ? 4 : 3);
    const doors = countDoors(whole);
    buildings.push(doors <= left ? whole : row(number, left));
    left -= doors;
  }
  return buildings;
};

/** A plan of one grid with exactly that many doors. */
export const planBenchGrid = (areas: readonly Area[], households: number): DistrictPlan => {
  const buildings = buildingsFor(households);
  const compound = { id: compoundId(0), name: '测速小区', community, buildings };
  const parts = buildings.map((building) => ({ compound, building }));
  const grid = { id: gridId(0), name: '测速网格', community, parts };
  return { areas, compounds: [compound], grids: [grid] };
};

export type BenchWish = { team: readonly StaffId[]; visits: number };
type BenchScene = { roster: RosterDoor[]; sessions: Session[]; round: string };

/** Exactly that many visits, dealt out evenly over the doors, the members and the sessions. */
export const planBenchVisits = (
  random: Random,
  { roster, sessions, round }: BenchScene,
  { team, visits }: BenchWish,
): Act[] => {
  const [leader = '', ...members] = team;
  const nowMs = midnightOf(sessions.at(-1)?.toMs ?? 0);
  const passes = Math.ceil(visits / roster.length);
  return Array.from({ length: visits }, (_, at) => {
    const order = at % roster.length;
    const pass = Math.floor(at / roster.length);
    const door = roster[order] as RosterDoor;
    const member = members[order % members.length] ?? leader;
    const session = 1 + Math.floor((pass / passes) * (sessions.length - 1));
    const own = random.fork(`${door.household.id} ${pass}`);
    const facts = factsOf(own, door.living);
    const other = members[(order + 1) % members.length] ?? leader;
    const scene: Scene = {
      random: own,
      door,
      facts,
      order,
      member,
      other,
      leader,
      session,
      round,
      nowMs,
    };
    const isLast = at + roster.length >= visits;
    if (!isLast) return visit(scene, { disposition: 'no-one-home' });
    return door.living.people.length === 0
      ? visit(scene, { disposition: 'vacant' })
      : complete(scene);
  });
};
