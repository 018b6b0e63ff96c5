// A member writes down a visit and what was learnt on it: one event, so that half of it cannot exist.

import type { FactsPatch, PersonPatch } from '#core/event/event.ts';
import type { EventId, HouseholdId } from '#core/ids.ts';
import type { Disposition } from '#core/visit/disposition.ts';
import type { ContactMode, PersonAnswers } from '#core/visit/visit.ts';
import type { Intention } from '../outbox/outbox.ts';
import { changesOf, undoOf } from './patches.ts';
import { CommandRefused, type Scene } from './scene.ts';

export type VisitForm = {
  household: HouseholdId;
  disposition: Disposition;
  mode: ContactMode;
  answers: PersonAnswers[];
  facts: FactsPatch;
  /** Persons to add (id from `newPersonId`) or to change. */
  persons: PersonPatch[];
  callbackAt: number | null;
  note: string;
  /** The own visit that this one corrects, or ''. */
  voids: EventId;
};

/** @throws CommandRefused 'unknown-household' */
export const recordVisit = ({ view, nowMs }: Scene, form: VisitForm): Intention => {
  const household = view.households.get(form.household);
  if (household === undefined) throw new CommandRefused('unknown-household');
  const { disposition, mode, answers, note, voids } = form;
  const patch = changesOf(household, form);
  const visit = {
    household: household.id,
    round: view.sheet.round.id,
    settings: view.sheet.settings.version,
    visitedAt: nowMs,
    ...{ disposition, mode, answers, note, voids },
    callbackAt: disposition === 'postponed' ? form.callbackAt : null,
  };
  return {
    household: household.id,
    undo: undoOf(household, patch),
    factOf: () => ({
      kind: 'visit-recorded',
      body: { visit, facts: patch.facts, persons: [...patch.persons] },
    }),
  };
};
