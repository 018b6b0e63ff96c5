// What a leader does with several doors at once: saved, said at the foot of the screen, and taken back within ten seconds.

import type { DecisionReason } from '#core/household/household.ts';
import type { HouseholdId, StaffId } from '#core/ids.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';
import { openView, showSnackbar, type OnScreen } from '../app-context.ts';

export type Assignment = { member: StaffId; households: readonly HouseholdId[] };

const say = (onScreen: OnScreen, text: string, undo?: () => Promise<string>): void => {
  const take = async (): Promise<void> => {
    if (undo) showSnackbar(onScreen, { text: await undo() });
  };
  showSnackbar(onScreen, {
    text,
    ...(undo ? { action: { label: t().common.undo, run: () => void take() } } : {}),
  });
};

/** Whose the doors are now, as assignments that would restore it. */
const assignmentsNow = (onScreen: OnScreen, ids: readonly HouseholdId[]): Assignment[] => {
  const byMember = new Map<StaffId, HouseholdId[]>();
  const { households } = openView(onScreen);
  for (const id of ids) {
    const member = households.get(id)?.assignee ?? '';
    byMember.set(member, [...(byMember.get(member) ?? []), id]);
  }
  return [...byMember].map(([member, doors]) => ({ member, households: doors }));
};

/** One event a member, and none for doors that are theirs already. */
const carryOut = async (onScreen: OnScreen, given: readonly Assignment[]): Promise<void> => {
  const { households: known } = openView(onScreen);
  for (const { member, households } of given) {
    const moved = households.filter((id) => known.get(id)?.assignee !== member);
    if (moved.length > 0) await onScreen.app.assignDoors(moved, member);
  }
};

/** Resolves to false when nothing was saved. @param said the sentence for the foot of the screen */
export const assign = async (
  onScreen: OnScreen,
  given: readonly Assignment[],
  said: string,
): Promise<boolean> => {
  const ids = given.flatMap(({ households }) => households);
  const before = assignmentsNow(onScreen, ids);
  try {
    await carryOut(onScreen, given);
  } catch {
    say(onScreen, tl().assignTo.failed);
    return false;
  }
  say(onScreen, said, async () => {
    await carryOut(onScreen, before);
    return tl().assignTo.undone(ids.length);
  });
  return true;
};

/** Decides each door; says how many could not be saved. Resolves to false when none was. */
export const decideDoors = async (
  onScreen: OnScreen,
  ids: readonly HouseholdId[],
  because: { reason: DecisionReason; sentence: string },
): Promise<boolean> => {
  const { app } = onScreen;
  const decided: HouseholdId[] = [];
  for (const id of ids) {
    const event = await app.decide(id, because.reason, because.sentence).catch(() => '');
    if (event !== '') decided.push(id);
  }
  const failed = ids.length - decided.length;
  const said = failed > 0 ? tl().decide.failed(failed) : tl().decide.done(decided.length);
  say(onScreen, said, decided.length === 0 ? undefined : () => withdrawAll(onScreen, decided));
  return decided.length > 0;
};

const withdrawAll = async (onScreen: OnScreen, ids: readonly HouseholdId[]): Promise<string> => {
  for (const id of ids) await onScreen.app.withdrawDecision(id);
  return tl().decide.undone(ids.length);
};

/** Takes decisions back; they can be made again. */
export const withdrawDecisions = async (
  onScreen: OnScreen,
  ids: readonly HouseholdId[],
): Promise<void> => {
  say(onScreen, await withdrawAll(onScreen, ids).catch(() => tl().decide.failed(ids.length)));
};
