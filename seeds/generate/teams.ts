// Staff of a demo: one desk of the district, a desk for every township and community, and for each grid a team of five
// to ten with one leader. Ids are dealt in this order: s001 the district's desk, s002 leader and s003 … members of the
// demo's first grid (岭南一社区 3 网格), then the other grids in order, then the other desks.

import type { Grant } from '#core/access/grants.ts';
import type { TeamMember } from '#core/grid/sheet.ts';
import type { GridId, StaffId } from '#core/ids.ts';
import { drawSurname, drawGivenName } from './names/name.ts';
import { drawSex } from './people/person.ts';
import type { DistrictPlan, GridPlan } from './plan/plan.ts';
import type { Random } from './random.ts';

/** The grid whose leader and first member the demo's links open. */
export const demoGrid: GridId = 'g003';
export const demoStaff = { desk: 's001', leader: 's002', member: 's003' } as const;
/** Few enough that each has a good part of the grid. */
const demoTeamSize = 5;

export type StaffGrant = Grant & { staff: StaffId };
export type Staffing = {
  staff: { id: StaffId; name: string }[];
  grants: StaffGrant[];
  /** Teams by grid, the leader first. */
  teams: ReadonlyMap<GridId, TeamMember[]>;
};

const staffId = (index: number): StaffId => `s${String(index + 1).padStart(3, '0')}`;

const drawStaffName = (random: Random, taken: Set<string>): string => {
  for (;;) {
    const name =
      drawSurname(random) + drawGivenName(random, drawSex(random), random.int(1966, 1999));
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
};

/** The demo's grid before the others. */
const inOrder = (grids: readonly GridPlan[]): GridPlan[] => [
  ...grids.filter(({ id }) => id === demoGrid),
  ...grids.filter(({ id }) => id !== demoGrid),
];

/** @param plan areas and grids to be staffed */
export const drawStaffing = (random: Random, { areas, grids }: DistrictPlan): Staffing => {
  const staff: Staffing['staff'] = [];
  const grants: StaffGrant[] = [];
  const teams = new Map<GridId, TeamMember[]>();
  const hire = (name: string, grant: Grant): StaffId => {
    const id = staffId(staff.length);
    staff.push({ id, name });
    grants.push({ staff: id, ...grant });
    return id;
  };
  const [district, ...others] = areas;
  if (district !== undefined) hire('演示·区指挥部', { role: 'desk', scope: district.code });
  for (const { id: grid } of inOrder(grids)) {
    const own = random.fork(`team ${grid}`);
    const size = grid === demoGrid ? demoTeamSize : own.int(5, 10);
    const taken = new Set<string>();
    const team = Array.from({ length: size }, (_, at): TeamMember => {
      const role = at === 0 ? 'leader' : 'member';
      const name = drawStaffName(own, taken);
      return { id: hire(name, { role, scope: grid }), name, role };
    });
    teams.set(grid, team);
  }
  for (const { name, code } of others) hire(`演示·${name}`, { role: 'desk', scope: code });
  return { staff, grants, teams };
};
