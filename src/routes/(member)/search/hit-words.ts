// The second line of a hit: whose name or phone it was (masked), the door's state, the compound where there are several.

import { maskName, phoneTail } from '#core/household/name.ts';
import type { SearchHit } from '#data/queries/search.ts';
import type { GridView } from '#data/view.ts';
import { t } from '#ui/words/words.svelte.ts';
import { compoundName } from '../../door-words.ts';

/** The tail of a phone is shown only when it was what the person looking had typed. */
const tailOf = ({ household, person, by }: SearchHit, typed: string): string => {
  if (by !== 'phone') return '';
  const tails = [person?.phone ?? '', ...household.facts.phones].map(phoneTail);
  const tail = tails.find((one) => one !== '' && (typed.endsWith(one) || one.endsWith(typed)));
  return tail === undefined ? '' : t().door.phoneTail(tail);
};

export const hitWords = (
  view: GridView,
  hit: SearchHit,
  { typed, state }: { typed: string; state: string },
): string =>
  [
    maskName(hit.person?.name ?? hit.household.facts.head),
    tailOf(hit, typed.trim()),
    state,
    view.sheet.compounds.length > 1 ? compoundName(view, hit.household.compound) : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
