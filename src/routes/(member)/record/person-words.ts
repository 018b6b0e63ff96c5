// What a person's card says besides the name: who they are to the head, what is missing, what fired.

import type { Person } from '#core/household/household.ts';
import type { RoundSettings } from '#core/round/round.ts';
import { type Trigger, triggersOf } from '#core/visit/triggers.ts';
import type { Answer } from '#core/visit/visit.ts';
import { answersOf } from '#data/forms/form-visit.ts';
import { emptyForm, type PersonForm } from '#data/forms/record-form.ts';
import { t } from '#ui/words/words.svelte.ts';

/** '户主 · 男 · 1969' */
export const aboutWords = ({ relation, sex, birthYear }: Person): string =>
  [
    t().relation[relation] ?? '',
    sex === 1 || sex === 2 ? (t().sex[sex] ?? '') : '',
    birthYear === null ? '' : String(birthYear),
  ]
    .filter((part) => part !== '')
    .join(' · ');

/** '' when nothing is missing. */
export const lacksWords = (missing: readonly Answer[]): string =>
  missing.length === 0
    ? ''
    : t().record.missing(t().common.list(missing.map((answer) => t().answer[answer])));

/** @param nowMs ms since 1970 */
export const triggersIn = (
  answers: PersonForm,
  settings: RoundSettings,
  nowMs: number,
): Trigger[] => {
  const form = { ...emptyForm(), answers: { one: answers } };
  return triggersOf(answersOf(form, 'one', settings), nowMs, settings);
};

export const triggerWords = (trigger: Trigger, settings: RoundSettings): string =>
  trigger === 'fever'
    ? t().record.feverTrigger(settings.feverCelsius.toFixed(1))
    : t().record.trigger(t().trigger[trigger]);
