// The acts of a first round partly done: the leader deals the doors out, members walk, and at each visited door one
// script is played. On wish every script is played somewhere, so that nothing is missing from the demo.

import type { StaffId } from '#core/ids.ts';
import type { GridPlan } from '../plan/plan.ts';
import type { Random } from '../random.ts';
import { factsOf, type RosterDoor } from '../roster.ts';
import { act, type Act } from './act.ts';
import { allScripts, drawScript, scriptNames } from './all-scripts.ts';
import type { Scene } from './scene.ts';
import type { Script } from './script.ts';
import { slots } from './sessions.ts';
import {
  assignDoors,
  dealBuildings,
  visitedBy,
  type AssignedDoor,
  type VisitedDoor,
} from './walk.ts';

export type RoundWish = {
  /** Share of the doors visited, 0–1. */
  share: number;
  /** Plays every script at least once, and some callbacks for every member. */
  isComplete: boolean;
  leader: StaffId;
  members: readonly StaffId[];
  round: string;
  nowMs: number;
  /** Index of the newest session. */
  lastSession: number;
};

/** What every member of the demo finds on their own screen. */
const forEachMember = ['postponed-tonight', 'postponed-tonight', 'no-one-2-evening'];

type Played = { door: VisitedDoor; script: Script };

/** Assigns each wanted script to a door that fits and is still free: `member`'s own when there is one. */
const playWanted = (random: Random, visited: readonly VisitedDoor[], wish: RoundWish): Played[] => {
  const free = new Set(random.shuffle(visited));
  const wanted = [
    ...wish.members.flatMap((member) => forEachMember.map((name) => ({ name, member }))),
    ...scriptNames.map((name, at) => ({ name, member: wish.members[at % wish.members.length] })),
  ];
  return wanted.flatMap(({ name, member }) => {
    const script = allScripts[name] as Script;
    const fitting = [...free].filter((door) => script.fits(door));
    const door = fitting.find((one) => one.member === member) ?? fitting[0];
    if (door === undefined) return [];
    free.delete(door);
    return [{ door, script }];
  });
};

const sceneOf = (random: Random, door: VisitedDoor, wish: RoundWish): Scene => {
  const own = random.fork(door.household.id);
  return {
    random: own,
    door,
    facts: factsOf(own, door.living),
    order: door.order,
    member: door.member,
    other: own.pick(wish.members.filter((member) => member !== door.member)),
    leader: wish.leader,
    session: door.session,
    round: wish.round,
    nowMs: wish.nowMs,
  };
};

const assignments = (doors: readonly AssignedDoor[], { leader, members }: RoundWish): Act[] =>
  members.flatMap((member, order) => {
    const households = doors
      .filter((door) => door.member === member)
      .map((door) => door.household.id);
    if (households.length === 0) return [];
    const draft = { kind: 'doors-assigned', body: { households, member } } as const;
    return [act({ staff: leader, session: slots.briefing, order, make: () => draft })];
  });

/** All acts of a grid's first round, in no order. */
export const planFirstRound = (
  random: Random,
  { grid, roster }: { grid: GridPlan; roster: readonly RosterDoor[] },
  wish: RoundWish,
): Act[] => {
  const doors = assignDoors(roster, dealBuildings(grid, wish.members));
  const visited = wish.members.flatMap((member) =>
    visitedBy(
      random.fork(member),
      doors.filter((door) => door.member === member),
      wish,
    ),
  );
  const wanted = wish.isComplete ? playWanted(random.fork('wanted'), visited, wish) : [];
  const taken = new Set(wanted.map(({ door }) => door));
  const draw = random.fork('draw');
  const others = visited
    .filter((door) => !taken.has(door))
    .map((door) => ({ door, script: drawScript(draw, door) }));
  const played = [...wanted, ...others].flatMap(({ door, script }) =>
    script.acts(sceneOf(random, door, wish)),
  );
  return [...assignments(doors, wish), ...played];
};
