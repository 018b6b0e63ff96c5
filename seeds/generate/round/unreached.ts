// Doors that are still open because nobody could be spoken to, or nobody would.

import type { Disposition } from '#core/visit/disposition.ts';
import type { Act } from './act.ts';
import { complete, visit, type Scene } from './scene.ts';
import { isAny, isLivedIn, isVacant, type Script, type Scripts } from './script.ts';
import { slots, todayAt } from './sessions.ts';

const dayHours = 24;

/** Nobody home in each of these sessions. */
export const noOneHome = (scene: Scene, sessions: readonly number[]): Act[] =>
  sessions.map((session) => visit(scene, { disposition: 'no-one-home', session }));

const noOne = (weight: number, sessions: readonly number[]): Script => ({
  fits: isAny,
  weight,
  acts: (scene) => noOneHome(scene, sessions),
});

const once = (disposition: Disposition, weight: number, notes: readonly string[]): Script => ({
  fits: isLivedIn,
  weight,
  acts: (scene) => [visit(scene, { disposition, note: scene.random.pick(notes) })],
});

/** @param hours of the base time's day at which the household agreed to be home */
const postponed = (weight: number, hours: readonly number[], session?: number): Script => ({
  fits: isLivedIn,
  weight,
  acts: (scene) => [
    visit(scene, {
      disposition: 'postponed',
      callbackAt: todayAt(scene.nowMs, scene.random.pick(hours)),
      ...(session === undefined ? {} : { session }),
      note: scene.random.pick(['', '', '上班，约定再来', '在做饭，约定再来']),
    }),
  ],
});

const { firstMorning, firstAfternoon, firstEvening } = slots;
const { secondMorning, secondAfternoon, secondEvening } = slots;
/** Three attempts on two days, one in the evening: nothing owed any more. */
export const fulfilled = [firstMorning, firstEvening, secondMorning] as const;

export const unreached: Scripts = {
  'no-one-1': { fits: isAny, weight: 40, acts: (scene) => noOneHome(scene, [scene.session]) },
  'no-one-1-evening': noOne(12, [secondEvening]),
  'no-one-2': noOne(12, [firstMorning, secondMorning]),
  'no-one-2-evening': noOne(14, [firstAfternoon, secondEvening]),
  'no-one-3': noOne(10, fulfilled),
  'no-one-3-by-day': noOne(8, [firstMorning, firstAfternoon, secondAfternoon]),
  'no-one-3-one-day': noOne(3, [firstMorning, firstAfternoon, firstEvening]),
  'no-one-then-hearsay': {
    fits: isLivedIn,
    weight: 3,
    acts: (scene) => [
      ...noOneHome(scene, fulfilled),
      complete(scene, { session: secondEvening, mode: 'proxy', note: '房东代答' }),
    ],
  },
  'no-one-able': once('no-one-able', 10, ['只有孩子在家', '只有保姆在家', '']),
  'postponed-tonight': postponed(9, [18.5, 19, 19.5, 20, 20.5]),
  'postponed-tomorrow': postponed(6, [dayHours + 9.5, dayHours + 18.5]),
  'postponed-overdue': postponed(3, [-5.5, -5], secondAfternoon),
  refused: once('refused', 9, ['不开门，不愿登记', '隔门拒绝', '']),
  'refused-then-leader': {
    fits: isLivedIn,
    weight: 3,
    acts: (scene) => [
      visit(scene, { disposition: 'refused', session: firstMorning }),
      complete(scene, { session: secondEvening, staff: scene.leader, note: '网格长上门说明' }),
    ],
  },
  'no-access': { ...once('no-access', 7, ['单元门锁着', '楼道有犬', '院门锁着']), fits: isAny },
  unable: once('unable', 5, ['听力不好，无法沟通', '语言不通，需要翻译']),
  'not-found': { ...once('not-found', 6, ['门牌缺失', '楼内没有这个号']), fits: isVacant },
  'not-found-lived-in': once('not-found', 1, ['门牌缺失']),
};
