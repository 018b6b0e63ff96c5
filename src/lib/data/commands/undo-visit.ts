// Taking an own visit back. UNDO-1: the fields that it changed get their values back, as far as nobody has written them
// since. UNDO-2: undoing a correction records the corrected visit anew, because a voided visit stays voided.

import type { Household } from '#core/household/household.ts';
import type { EventId } from '#core/ids.ts';
import type { OutboxDatabase, StoredEvent } from '../outbox/outbox-database-dexie.ts';
import { readOwnEvent } from '../outbox/outbox-rows.ts';
import type { Intention } from '../outbox/outbox.ts';
import { stillOwn } from './patches.ts';
import { CommandRefused, nothingToUndo, type Scene } from './scene.ts';

/** The own events: the visit, and the one that it corrected; undefined when no longer kept on this phone. */
export type UndoSources = { visit: StoredEvent | undefined; corrected: StoredEvent | undefined };

const holderOf = (scene: Scene, visit: EventId): Household => {
  for (const household of scene.view.households.values()) {
    if (household.round.attempts.some((attempt) => attempt.visit === visit)) return household;
  }
  throw new CommandRefused('already-voided');
};

/** @throws CommandRefused 'already-voided' when the visit does not stand any more */
export const undoVisit = (scene: Scene, visit: EventId, sources: UndoSources): Intention => {
  const household = holderOf(scene, visit);
  const { facts, persons } = stillOwn(household, sources.visit?.undo ?? nothingToUndo, visit);
  const corrected = sources.corrected?.event;
  return {
    household: '',
    undo: nothingToUndo,
    factOf: () =>
      corrected?.kind === 'visit-recorded'
        ? {
            kind: 'visit-recorded',
            body: {
              visit: { ...corrected.body.visit, voids: visit },
              facts,
              persons: [...persons],
            },
          }
        : {
            kind: 'visit-voided',
            body: { visit, household: household.id, facts, persons: [...persons] },
          },
  };
};

/** Reads what an undo needs from this phone's own log. */
export const readUndoSources = async (
  database: OutboxDatabase,
  { view }: Scene,
  id: EventId,
): Promise<UndoSources> => {
  const visit = await readOwnEvent(database, view.sheet.grid, id);
  const target = visit?.event.kind === 'visit-recorded' ? visit.event.body.visit.voids : '';
  const corrected =
    target === '' ? undefined : await readOwnEvent(database, view.sheet.grid, target);
  return { visit, corrected };
};
