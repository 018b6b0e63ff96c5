// One line under a door in a leader's list: what happened last, what is owed, who has it. Names of people are masked,
// names of staff are not.

import { maskName } from '#core/household/name.ts';
import type { Household } from '#core/household/household.ts';
import type { Standing } from '#core/standing/standing.ts';
import { staffName } from '#data/queries/disputes.ts';
import type { GridView } from '#data/view.ts';
import { formatWhen } from '#ui/format.ts';
import { tl } from '#ui/words/leader.svelte.ts';
import { t } from '#ui/words/words.svelte.ts';
import { owedOf } from '../door-words.ts';

export type Reading = { view: GridView; now: number };

/** The name on the team's list, or that they have left. */
export const teamName = (view: GridView, id: string): string =>
  staffName(view, id) || tl().leftTeam;

const when = ({ view, now }: Reading, ms: number): string =>
  formatWhen(ms, now, view.sheet.settings.utcOffsetMinutes);

const lastVisit = (reading: Reading, { round }: Household): string => {
  const last = round.attempts.at(-1);
  return last === undefined
    ? ''
    : tl().group.last(when(reading, last.at), teamName(reading.view, last.member));
};

/** '赵** 缺健康', and '2 人缺健康、外出' where several lack the same. */
const missingOf = (household: Household, standing: Standing & { state: 'partial' }): string[] => {
  const personsByAnswers = new Map<string, string[]>();
  for (const { person, answers } of standing.missing) {
    const what = answers.map((answer) => t().answer[answer]).join(tl().group.and);
    personsByAnswers.set(what, [...(personsByAnswers.get(what) ?? []), person]);
  }
  return [...personsByAnswers].map(([what, persons]) => {
    const alone = persons.length === 1 ? personName(household, persons[0] ?? '') : '';
    return tl().group.missing(alone || t().place.persons(persons.length), what);
  });
};

const personName = ({ persons }: Household, id: string): string =>
  maskName(persons.find((person) => person.id === id)?.name ?? '');

const callbackOf = (reading: Reading, at: number | null): string => {
  if (at === null) return tl().group.noTime;
  const time = when(reading, at);
  return at <= reading.now ? tl().group.overdue(time) : tl().group.callback(time);
};

const reasonParts = (reading: Reading, household: Household, standing: Standing): string[] => {
  const { view } = reading;
  const words = tl().group;
  switch (standing.state) {
    case 'not-visited':
      return [];
    case 'no-answer':
      return [
        standing.disposition === 'no-one-able' ? t().disposition['no-one-able'] : '',
        words.tries(household.round.attempts.length),
        ...owedOf(view, standing),
      ];
    case 'postponed':
      return [callbackOf(reading, standing.callbackAt)];
    case 'partial':
      return [...owedOf(view, standing), ...missingOf(household, standing)];
    case 'unconfirmed':
      return standing.notBy.map((id) => words.notBy(teamName(view, id)));
    case 'disputed':
      return household.disputes.map(({ field }) => {
        const name = field.slice(field.lastIndexOf(':') + 1);
        return tl().disputes.field[name] ?? name;
      });
    case 'decided': {
      const decision = household.round.decision;
      const by =
        decision && words.decidedBy(teamName(view, decision.by), when(reading, decision.at));
      return [t().reason[standing.reason], decision?.sentence ?? '', by ?? ''];
    }
    default:
      return [lastVisit(reading, household)];
  }
};

/** Why the door stands where it stands, for one line; '' for a door that nobody has visited. */
export const doorReason = (reading: Reading, household: Household, standing: Standing): string =>
  reasonParts(reading, household, standing)
    .filter((part) => part !== '')
    .join(' · ');

/** Who added a door in the field, and when. */
export const listedWords = (reading: Reading, { listed }: Household): string =>
  listed === null
    ? ''
    : tl().group.listedBy(teamName(reading.view, listed.by), when(reading, listed.at));
