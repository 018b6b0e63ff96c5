// The intentions of a member and of a leader, each by its command.

import type { Visit } from '#core/visit/visit.ts';
import { assignDoors } from '#data/commands/assign-doors.ts';
import { decide, withdrawDecision } from '#data/commands/decide.ts';
import { listHousehold } from '#data/commands/list-household.ts';
import { recordVisit } from '#data/commands/record-visit.ts';
import { resolveDispute } from '#data/commands/resolve-dispute.ts';
import { settleKept } from '#data/commands/settle-kept.ts';
import { readUndoSources, undoVisit } from '#data/commands/undo-visit.ts';
import { withdrawHousehold } from '#data/commands/withdraw-household.ts';
import type { App } from './app.ts';
import type { Workshop } from './workshop.ts';

type Commands = Pick<
  App,
  | 'recordVisit'
  | 'undoVisit'
  | 'listHousehold'
  | 'withdrawHousehold'
  | 'assignDoors'
  | 'resolveDispute'
  | 'decide'
  | 'withdrawDecision'
  | 'settleKept'
>;

export const createCommands = (ready: () => Promise<Workshop>): Commands => {
  const perform = async (make: Parameters<Workshop['perform']>[0]): Promise<string> =>
    (await (await ready()).perform(make)).event.id;
  return {
    recordVisit: (form) => perform((scene) => recordVisit(scene, form)),
    undoVisit: (visit) =>
      perform(async (scene) => {
        const { database } = await ready();
        return undoVisit(scene, visit, await readUndoSources(database, scene, visit));
      }),
    listHousehold: (compound, door) => perform((scene) => listHousehold(scene, { compound, door })),
    withdrawHousehold: (household) => perform(() => withdrawHousehold(household)),
    assignDoors: (households, member) =>
      perform((scene) => assignDoors(scene, { households, member })),
    resolveDispute: (household, field, value) =>
      perform((scene) => resolveDispute(scene, { household, field, value })),
    decide: (household, reason, sentence) =>
      perform((scene) => decide(scene, { household, reason, sentence })),
    withdrawDecision: (household) => perform((scene) => withdrawDecision(scene, household)),
    async settleKept(kept, word) {
      for (const key of kept) await perform(() => settleKept(key, word));
    },
  };
};

/** What a screen of one household asks for. */
export const readVisitsOf = async (shop: Workshop, household: string): Promise<Visit[]> => {
  const reader = shop.engine.visitReader() ?? shop.grid.reader();
  const rows = (await reader?.visitsOf(household).catch(() => [])) ?? [];
  const stored = rows.map((row) => JSON.parse(row.doc) as Visit);
  return shop.grid.store()?.withOwnVisits(household, stored) ?? stored;
};
