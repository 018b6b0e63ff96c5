// The form as it is being filled in, its draft behind it. A form in which nothing was typed leaves no draft.

import { onMount } from 'svelte';
import type { Household } from '#core/household/household.ts';
import { openNewCard } from '#data/forms/form-steps.ts';
import { isEmptyForm, personsIn, type RecordForm } from '#data/forms/record-form.ts';
import type { OnScreen } from '../../../app-context.ts';
import { createDraftKeeper } from './draft-keeper.ts';
import type { OpenedForm } from './open-form.ts';

const waitMs = 250;

/** Call while the screen is being made: its effects end with the screen. */
export const createRecordState = (
  { app, kept }: OnScreen,
  household: Household,
  opened: OpenedForm,
) => {
  /** The first person of an empty household is what everybody came for: their card is open. */
  const ready = (form: RecordForm): RecordForm =>
    personsIn(form, household).length > 0 || form.open !== null
      ? structuredClone(form)
      : openNewCard(form, household, app.newPersonId());
  let form = $state(ready(opened.form));
  let isDraft = $state(opened.isDraft);
  let isKept = $state(opened.isDraft);
  const keeper = createDraftKeeper({
    write: (draft) => app.writeDraft(household.id, draft),
    waitMs,
    onkept: (isSo) => (isKept = isSo),
  });

  let before = JSON.stringify(form);
  $effect(() => {
    const text = JSON.stringify(form);
    if (text !== before && (isDraft || isKept || !isEmptyForm(form))) keeper.keep(JSON.parse(text));
    before = text;
  });
  onMount(() => {
    kept.formsOpen += 1;
    return () => {
      keeper.flush();
      kept.formsOpen -= 1;
    };
  });

  return {
    get form() {
      return form;
    },
    set form(next) {
      form = next;
    },
    /** The form was found again, and nobody has thrown the find away. */
    get isDraft() {
      return isDraft;
    },
    /** What is on the screen is in the draft. */
    get isKept() {
      return isKept;
    },
    keeper,
    snapshot: (): RecordForm => $state.snapshot(form),
    startAgain(): void {
      form = ready(opened.fresh);
      isDraft = false;
      isKept = false;
      void app.deleteDraft(household.id);
    },
  };
};
