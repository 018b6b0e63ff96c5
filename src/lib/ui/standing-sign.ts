// How a household's standing looks: the one mapping from standing to icon, short word and tint, for cells, chips, rows
// and legends alike.

import type { Missing, Standing, StandingState } from '#core/standing/standing.ts';
import { dayOf } from '#core/time/day.ts';
import { formatDayOfMonth, formatTime } from './format.ts';
import type { IconName } from './icons.ts';
import { t } from './words/words.svelte.ts';

export type Tint = 'todo' | 'done' | 'part' | 'wait' | 'stop' | 'none' | 'clash';
/** `short` fits a cell ('没人1/3', '' for not visited), `word` is the full word of the state. */
export type Sign = { icon: IconName; tint: Tint; short: string; word: string };
export type SignContext = { now?: number; utcOffsetMinutes?: number };

const looks: Record<StandingState, { icon: IconName; tint: Tint }> = {
  'not-visited': { icon: 'not-visited', tint: 'todo' },
  complete: { icon: 'done', tint: 'done' },
  partial: { icon: 'part', tint: 'part' },
  'no-answer': { icon: 'wait', tint: 'wait' },
  postponed: { icon: 'calendar', tint: 'wait' },
  refused: { icon: 'stop', tint: 'stop' },
  'no-access': { icon: 'lock', tint: 'stop' },
  unable: { icon: 'warn', tint: 'stop' },
  'not-found': { icon: 'ask', tint: 'stop' },
  unconfirmed: { icon: 'none', tint: 'none' },
  'confirmed-empty': { icon: 'done', tint: 'none' },
  disputed: { icon: 'clash', tint: 'clash' },
  decided: { icon: 'flag', tint: 'none' },
};

const shortMissing = (missing: Missing[], unnamed: number): string => {
  const persons = missing.length + unnamed;
  return persons > 0 ? t().short.missingPersons(persons) : t().short.missingAnswers;
};

const callbackWord = (at: number | null, context: SignContext): string => {
  if (at === null) return '';
  const offset = context.utcOffsetMinutes ?? 480;
  const isToday = context.now !== undefined && dayOf(at, offset) === dayOf(context.now, offset);
  return isToday ? formatTime(at, offset) : formatDayOfMonth(at, offset);
};

const shortWord = (standing: Standing, context: SignContext): string => {
  const short = t().short;
  switch (standing.state) {
    case 'not-visited':
      return '';
    case 'complete':
      return short.complete;
    case 'partial':
      return standing.isHearsay ? short.hearsay : shortMissing(standing.missing, standing.unnamed);
    case 'no-answer':
      return standing.disposition === 'no-one-able'
        ? short.noOneAble
        : short.noAnswer(standing.attempts, standing.attempts + standing.owed.attempts);
    case 'postponed':
      return short.postponed(callbackWord(standing.callbackAt, context));
    case 'refused':
      return short.refused;
    case 'no-access':
      return short.noAccess;
    case 'unable':
      return short.unable;
    case 'not-found':
      return short.notFound;
    case 'unconfirmed':
      return short.unconfirmed(standing.notBy.length);
    case 'confirmed-empty':
      return short.empty;
    case 'disputed':
      return short.disputed;
    case 'decided':
      return short.decided;
  }
};

/** The sign of a state without a household: rows of groups and legends. */
export const stateSign = (state: StandingState): Sign => ({
  ...looks[state],
  short: '',
  word: t().standing[state],
});

/** @param context.now ms since 1970: an agreed time of today is shown as a time, any other as a day */
export const standingSign = (standing: Standing, context: SignContext = {}): Sign => ({
  ...stateSign(standing.state),
  short: shortWord(standing, context),
});

/** What a closing visit would still need, as short sentences; empty when nothing is owed. */
export const owedWords = (standing: Standing, evening: { from: number; to: number }): string[] => {
  const owed = t().owed;
  if (standing.state === 'unconfirmed') return [owed.secondWord];
  if (standing.state === 'partial')
    return standing.unnamed > 0 ? [owed.persons(standing.unnamed)] : [];
  if (standing.state !== 'no-answer') return [];
  const { attempts, days, evening: needsEvening } = standing.owed;
  const words = attempts > 0 ? [owed.attempts(attempts)] : [];
  if (days > 0) words.push(owed.day);
  if (needsEvening) words.push(owed.evening(evening.from, evening.to));
  return words.length > 0 ? words : [owed.none];
};
