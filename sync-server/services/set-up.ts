// The first sign-in. SETUP-1: while nobody has ever signed in, the start of the server hands out one link for a desk
// user of the whole district; of several such links the first that is used is the only one. SETUP-2: demo links exist for demo data only.

import type { AreaCode, StaffId } from '#core/ids.ts';
import type { Context } from './context.ts';
import { createInvitation } from './sessions.ts';

export type DemoRole = 'member' | 'leader' | 'desk';
export type Invitation = { staff: StaffId; name: string; code: string };
export type DemoInvitation = Invitation & { role: DemoRole };

const demoRoles: readonly DemoRole[] = ['member', 'leader', 'desk'];
const setUpMs = 24 * 3_600_000;

/** A code for the first desk user, who is put on the staff when there is none; undefined once somebody has signed in. */
export const inviteFirstDesk = async (context: Context): Promise<Invitation | undefined> => {
  const { storage, isDemo } = context;
  if (isDemo || (await storage.readFacts()).isSetUp) return undefined;
  const existing = (await findByRole(context, 'desk')) ?? (await createFirstDesk(context));
  return {
    ...existing,
    code: await createInvitation(context, existing.staff, { lifetimeMs: setUpMs, isSetUp: true }),
  };
};

/** One code each for a member, a leader and a desk user of the demo; none for data that is no demo. */
export const inviteToDemo = async (context: Context): Promise<DemoInvitation[]> => {
  if (!context.isDemo) return [];
  const invitations: DemoInvitation[] = [];
  for (const role of demoRoles) {
    const found = await findByRole(context, role);
    if (found === undefined) continue;
    const code = await createInvitation(context, found.staff);
    invitations.push({ ...found, role, code });
  }
  return invitations;
};

/** Somebody with that role over the widest area (grids are all as wide), the first by id. */
const findByRole = async (
  { storage }: Context,
  role: DemoRole,
): Promise<{ staff: StaffId; name: string } | undefined> => {
  const everybody = await storage.readAllStaff();
  const candidates = everybody.flatMap(({ staff, grants }) =>
    grants
      .filter((grant) => grant.role === role)
      .map(({ scope }) => ({ staff: staff.id, name: staff.name, scope })),
  );
  const [first] = candidates.sort((left, right) => left.scope.length - right.scope.length);
  return first && { staff: first.staff, name: first.name };
};

const createFirstDesk = async ({ storage }: Context): Promise<{ staff: StaffId; name: string }> => {
  const first = { id: 's001', name: '指挥部' };
  const areas = await storage.readAreas();
  const districts = areas.filter(({ level }) => level === 'district');
  const scope: AreaCode = districts.length === 1 ? (districts[0]?.code ?? '') : '';
  await storage.putStaff([first]);
  await storage.putGrants(first.id, [{ role: 'desk', scope }]);
  return { staff: first.id, name: first.name };
};
