// Who may see and do what. ACCESS-1: a grant is a role over a scope, a grid's id for members and leaders, an area's code
// for everybody else. ACCESS-2: an area's grant covers every area and grid whose community code begins with its code.
// ACCESS-3: rights never follow from anything but the grants of that moment.

import type { EventKind } from '../event/event.ts';
import type { AreaCode, GridId } from '../ids.ts';

export type Role = 'member' | 'leader' | 'desk' | 'auditor';
/** `scope`: a GridId for members and leaders, an AreaCode for everybody else ('' covers all areas). */
export type Grant = { role: Role; scope: string };
/** A grid and the community that it lies in. */
export type GridPlace = { grid: GridId; community: AreaCode };

const isGridRole = (role: Role): boolean => role === 'member' || role === 'leader';

/** ACCESS-2. */
export const areaCovers = (area: AreaCode, inner: AreaCode): boolean => inner.startsWith(area);

const covers = (grant: Grant, place: GridPlace): boolean =>
  isGridRole(grant.role) ? grant.scope === place.grid : areaCovers(grant.scope, place.community);

const has = (grants: readonly Grant[], place: GridPlace, roles: readonly Role[]): boolean =>
  grants.some((grant) => roles.includes(grant.role) && covers(grant, place));

/** ACCESS-4: households and visits of a grid are read by its team and by the desks above it; never by an auditor. */
export const mayRead = (grants: readonly Grant[], place: GridPlace): boolean =>
  has(grants, place, ['member', 'leader', 'desk']);

export const mayLead = (grants: readonly Grant[], place: GridPlace): boolean =>
  has(grants, place, ['leader']);

/** ACCESS-5: counts of an area are read by desks at or above it. */
export const mayReadCounts = (grants: readonly Grant[], area: AreaCode): boolean =>
  grants.some((grant) => grant.role === 'desk' && areaCovers(grant.scope, area));

const memberKinds: readonly EventKind[] = [
  'visit-recorded',
  'visit-voided',
  'household-listed',
  'household-withdrawn',
];

/** ACCESS-6: members record; assigning, resolving, deciding and settling are the leader's. */
export const mayMake = (grants: readonly Grant[], place: GridPlace, kind: EventKind): boolean =>
  memberKinds.includes(kind) ? has(grants, place, ['member', 'leader']) : mayLead(grants, place);
