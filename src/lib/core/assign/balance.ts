// A fair share of the doors that are left. ASSIGN-1: every door goes to exactly one member. ASSIGN-2: a member's doors are
// one stretch of the walk, members in the order given, so that nobody walks between two ends of the grid. ASSIGN-3: a unit
// (one staircase, one row) stays with one member, unless it alone is more than half a fair share: then it is cut into
// pieces of a quarter of one, but of no fewer than about six doors, a floor or two. ASSIGN-4: what members have left afterwards, doors kept included, differs as little as whole units
// allow; when nobody keeps anything, by no more than the largest unit (Bárány and Grinberg, Block partitions of sequences,
// 2015: such a partition always exists). ASSIGN-5: the same doors and members give the same shares on every phone.

import type { HouseholdId, StaffId } from '../ids.ts';

/** `unit`: any text that neighbours of one staircase or row share. */
export type DoorToDeal = { household: HouseholdId; unit: string };
/** `kept`: doors that the member has left already and keeps, 0 and more. */
export type Hand = { member: StaffId; kept: number };
export type Share = { member: StaffId; households: HouseholdId[] };

/** What everybody should have left: from `least` to `least + spread` doors. */
type Target = { least: number; spread: number };

/** @param doors in walking order @param hands in the order of their stretches; none gives no shares */
export const balanceDoors = (doors: readonly DoorToDeal[], hands: readonly Hand[]): Share[] => {
  if (hands.length === 0) return [];
  const ends = endsOf(blocksOf(doors, doors.length / hands.length));
  const cuts = bestCuts(ends, hands);
  return hands.map(({ member }, index) => {
    const stretch = doors.slice(ends[cuts[index] ?? 0], ends[cuts[index + 1] ?? 0]);
    return { member, households: stretch.map(({ household }) => household) };
  });
};

/** ASSIGN-3: doors of a piece that is not cut any further. */
const leastPiece = 6;

/** ASSIGN-3: sizes of what is not divided, in walking order. */
const blocksOf = (doors: readonly DoorToDeal[], fairShare: number): number[] => {
  const sizes: number[] = [];
  let unit: string | null = null;
  for (const door of doors) {
    if (door.unit === unit) sizes.push((sizes.pop() ?? 0) + 1);
    else sizes.push(1);
    unit = door.unit;
  }
  const longest = Math.max(leastPiece, Math.floor(fairShare / 4));
  return sizes.flatMap((size) => (size > fairShare / 2 ? pieces(size, longest) : [size]));
};

/** Cuts a unit into pieces that differ by one door at most and are no longer than `longest`. */
const pieces = (size: number, longest: number): number[] => {
  const count = Math.ceil(size / longest);
  return Array.from(
    { length: count },
    (_, index) => Math.floor(((index + 1) * size) / count) - Math.floor((index * size) / count),
  );
};

/** Doors before each possible cut: 0, and the end of every block. */
const endsOf = (blocks: readonly number[]): number[] => {
  const ends = [0];
  for (const size of blocks) ends.push((ends.at(-1) ?? 0) + size);
  return ends;
};

/** ASSIGN-4: the narrowest range into which everybody's doors can be brought. Feasible ranges only grow with their width. */
const bestCuts = (ends: readonly number[], hands: readonly Hand[]): number[] => {
  const most = (ends.at(-1) ?? 0) + Math.max(...hands.map(({ kept }) => kept));
  let tooNarrow = -1;
  let spread = most;
  let best = cutsWithin(ends, hands, { least: 0, spread }) ?? [];
  while (spread - tooNarrow > 1) {
    const middle = Math.floor((spread + tooNarrow) / 2);
    const cuts = cutsOfWidth(ends, hands, middle);
    if (cuts === null) tooNarrow = middle;
    else [spread, best] = [middle, cuts];
  }
  return best;
};

const cutsOfWidth = (
  ends: readonly number[],
  hands: readonly Hand[],
  spread: number,
): number[] | null => {
  const doors = (ends.at(-1) ?? 0) + hands.reduce((sum, { kept }) => sum + kept, 0);
  for (let least = Math.floor(doors / hands.length); least >= 0; least -= 1) {
    const cuts = cutsWithin(ends, hands, { least, spread });
    if (cuts !== null) return cuts;
  }
  return null;
};

/**
 * Indexes into `ends` where members' stretches meet (one more than members), or null when there are none. A member who
 * keeps more than the target allows gets nothing.
 */
const cutsWithin = (
  ends: readonly number[],
  hands: readonly Hand[],
  target: Target,
): number[] | null => {
  let reached: (number[] | undefined)[] = [[0]];
  for (const { kept } of hands) reached = extend(reached, ends, limitsOf(kept, target));
  return reached[ends.length - 1] ?? null;
};

const limitsOf = (kept: number, { least, spread }: Target): [from: number, to: number] =>
  kept > least + spread ? [0, 0] : [Math.max(0, least - kept), least + spread - kept];

/** From every cut that the members before can end at, the cuts that the next member can: the first way found is kept. */
const extend = (
  reached: readonly (number[] | undefined)[],
  ends: readonly number[],
  [from, to]: [from: number, to: number],
): (number[] | undefined)[] => {
  const next: (number[] | undefined)[] = [];
  for (const [start, cuts] of reached.entries()) {
    if (cuts === undefined) continue;
    const before = ends[start] ?? 0;
    for (let end = start; end < ends.length; end += 1) {
      const doors = (ends[end] ?? 0) - before;
      if (doors > to) break;
      if (doors >= from) next[end] ??= [...cuts, end];
    }
  }
  return next;
};
