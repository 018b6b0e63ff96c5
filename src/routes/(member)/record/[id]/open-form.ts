// The form as it opens: the kept draft before anything else, then the visit to correct, then an empty one.

import type { ContactMode } from '#core/visit/visit.ts';
import { emptyForm, formOfVisit, parseForm, type RecordForm } from '#data/forms/record-form.ts';
import type { App } from '#session/app.ts';

export type OpenedForm = {
  form: RecordForm;
  /** The form with nothing typed, to start again from. */
  fresh: RecordForm;
  isDraft: boolean;
  /** When the visit that is corrected was made, ms; null when none is. */
  correctsAt: number | null;
};

/** A draft about something else than what is asked for is not taken. */
export const openForm = async (
  app: App,
  household: string,
  asked: { corrects: string; mode: ContactMode },
): Promise<OpenedForm> => {
  const [stored, visits] = await Promise.all([
    app.readDraft(household).catch(() => null),
    asked.corrects === '' ? [] : app.visitsOf(household),
  ]);
  const visit = visits.find((one) => one.id === asked.corrects && one.voidedBy === '');
  const fresh = visit === undefined ? emptyForm(asked.mode) : formOfVisit(visit);
  const draft = parseForm(stored);
  const isDraft = draft !== null && (asked.corrects === '' || draft.voids === asked.corrects);
  const correctsAt = visit?.visitedAt ?? null;
  return { form: isDraft ? draft : fresh, fresh, isDraft, correctsAt };
};
