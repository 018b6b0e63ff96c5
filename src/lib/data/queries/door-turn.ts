// Whose turn a door is. TURN-1: every door has exactly one turn: `done` needs nothing more in this round; `leader` waits
// for a leader (refused, cannot answer, not found, disputed); `colleague` is an unconfirmed empty door that this member's own word
// cannot confirm (any more, or today); `later` has an agreed time still to come or was tried today already; `now` is
// everything else. TURN-2: `left` to a member are the doors that are theirs and whose turn is `now` or `later`. Theirs
// are the doors assigned to them; while nothing in the grid is assigned to anybody, all.

import type { Household } from '#core/household/household.ts';
import type { StaffId } from '#core/ids.ts';
import { isOpen, type Standing } from '#core/standing/standing.ts';
import { dayOf } from '#core/time/day.ts';
import type { GridView } from '../view.ts';

export type DoorTurn = 'now' | 'later' | 'colleague' | 'leader' | 'done';

/** Who asks and when. `nowMs`: the phone's clock, ms. */
export type Asker = { member: StaffId; nowMs: number };

/** TURN-2: whether the grid is worked by assignment at all. */
export const hasAssignments = (view: GridView): boolean => {
  for (const household of view.households.values()) if (household.assignee !== '') return true;
  return false;
};

const wasTriedToday = (household: Household, today: string, utcOffsetMinutes: number): boolean =>
  household.round.attempts.some((attempt) => dayOf(attempt.at, utcOffsetMinutes) === today);

const emptyTurn = (standing: Standing & { state: 'unconfirmed' }, asker: Asker, today: string) =>
  standing.notBy.includes(asker.member) || standing.notOn.includes(today) ? 'colleague' : 'now';

/** TURN-1. */
export const turnOf = (view: GridView, household: Household, asker: Asker): DoorTurn => {
  const standing = view.standings.get(household.id);
  if (standing === undefined || !isOpen(standing)) return 'done';
  const { utcOffsetMinutes } = view.sheet.settings;
  const today = dayOf(asker.nowMs, utcOffsetMinutes);
  switch (standing.state) {
    case 'refused':
    case 'unable':
    case 'not-found':
    case 'disputed':
      return 'leader';
    case 'unconfirmed':
      return emptyTurn(standing, asker, today);
    case 'postponed':
      return (standing.callbackAt ?? 0) > asker.nowMs ? 'later' : 'now';
    case 'not-visited':
      return 'now';
    default:
      return wasTriedToday(household, today, utcOffsetMinutes) ? 'later' : 'now';
  }
};

/** TURN-2: whether a door is this member's. */
export const isTheirs = (household: Household, member: StaffId, isByAssignment: boolean): boolean =>
  !isByAssignment || household.assignee === member;
