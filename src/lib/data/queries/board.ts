// The leader's board: who is where, how far each building is. "Where" is the door of the last attempt that has reached
// this phone: never a position of a person.

import type { TeamMember } from '#core/grid/sheet.ts';
import type { Attempt, Household } from '#core/household/household.ts';
import type { StaffId } from '#core/ids.ts';
import { isOpen } from '#core/standing/standing.ts';
import { dayOf } from '#core/time/day.ts';
import type { GridView } from '../view.ts';
import { buildings, type BuildingSummary } from './buildings.ts';

export type MemberPlace = {
  member: TeamMember;
  last: { household: Household; attempt: Attempt } | null;
  visitsToday: number;
  /** Doors assigned to them, and how many of those are open. */
  doors: number;
  open: number;
};
export type Board = {
  members: MemberPlace[];
  unassignedOpen: number;
  buildings: BuildingSummary[];
};

/** Members in the sheet's order. @param nowMs the phone's clock, ms */
export const board = (view: GridView, nowMs: number): Board => {
  const places = new Map<StaffId, MemberPlace>(
    view.sheet.team.map((member) => [
      member.id,
      { member, last: null, visitsToday: 0, doors: 0, open: 0 },
    ]),
  );
  const { utcOffsetMinutes } = view.sheet.settings;
  const today = dayOf(nowMs, utcOffsetMinutes);
  let unassignedOpen = 0;
  for (const household of view.households.values()) {
    const standing = view.standings.get(household.id);
    const open = standing !== undefined && isOpen(standing) ? 1 : 0;
    const assignee = places.get(household.assignee);
    if (assignee === undefined) unassignedOpen += open;
    else {
      assignee.doors += 1;
      assignee.open += open;
    }
    for (const attempt of household.round.attempts) {
      const place = places.get(attempt.member);
      if (place === undefined) continue;
      if (dayOf(attempt.at, utcOffsetMinutes) === today) place.visitsToday += 1;
      if (place.last === null || attempt.at > place.last.attempt.at)
        place.last = { household, attempt };
    }
  }
  return { members: [...places.values()], unassignedOpen, buildings: buildings(view) };
};
