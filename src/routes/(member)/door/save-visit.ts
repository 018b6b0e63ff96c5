// Saves a visit from the door's or the record's screen and goes back to the matrix, with ten seconds to take it back.

import { goto } from '$app/navigation';
import type { Household } from '#core/household/household.ts';
import type { Disposition } from '#core/visit/disposition.ts';
import type { ContactMode } from '#core/visit/visit.ts';
import type { RecordVisit } from '#session/app.ts';
import { doorLabel } from '#core/address/format-door.ts';
import { t } from '#ui/words/words.svelte.ts';
import { type OnScreen, showSnackbar } from '../../app-context.ts';
import { buildingHref } from '../../door-words.ts';

/** A visit of which nothing but its disposition and how it was asked is known. */
export const bareVisit = (
  household: Household,
  disposition: Disposition,
  mode: ContactMode,
): RecordVisit => ({
  household: household.id,
  disposition,
  mode,
  answers: [],
  facts: {},
  persons: [],
  callbackAt: null,
  note: '',
  voids: '',
});

/** Resolves to false when it could not be saved; then nothing has moved. @param what the words of the message */
export const saveVisit = async (
  onScreen: OnScreen,
  household: Household,
  { visit, what }: { visit: RecordVisit; what: string },
): Promise<boolean> => {
  const { app } = onScreen;
  const id = await app.recordVisit(visit).catch(() => '');
  if (id === '') return false;
  const label = doorLabel(household.door);
  const undo = async () => {
    const undone = await app.undoVisit(id).catch(() => '');
    showSnackbar(onScreen, {
      text: undone === '' ? t().building.undoFailed : t().building.undone(label),
    });
  };
  showSnackbar(onScreen, {
    text: t().building.saved(label, what),
    action: { label: t().common.undo, run: () => void undo() },
  });
  const { compound, door } = household;
  await goto(buildingHref(compound, door.building, household.id), { replaceState: true });
  return true;
};
