// Doors behind which nobody is to be expected: said once, confirmed by a second member on another day, or proven wrong.

import type { EmptyDisposition } from '#core/visit/disposition.ts';
import type { Act } from './act.ts';
import { complete, visit, type Scene } from './scene.ts';
import { isLow, isUnlisted, isVacant, type Script, type Scripts } from './script.ts';
import { slots } from './sessions.ts';

const notes: Readonly<Record<EmptyDisposition, readonly string[]>> = {
  vacant: ['门上积灰', '物业说长期无人', ''],
  'not-a-dwelling': ['已改作小卖部', '美容店', '物业用房'],
  demolished: ['已拆，只剩地基', '已拆除'],
};

const word = (
  scene: Scene,
  disposition: EmptyDisposition,
  by: { session: number; staff: string },
): Act => {
  const facts =
    disposition === 'vacant' && scene.door.household.facts.occupancy !== 'vacant'
      ? ({ occupancy: 'vacant' } as const)
      : {};
  return visit(scene, {
    disposition,
    ...by,
    note: scene.random.pick(notes[disposition]),
    say: () => ({ answers: [], facts, persons: [] }),
  });
};

const unconfirmed = (
  disposition: EmptyDisposition,
  weight: number,
  fits: Script['fits'] = isVacant,
): Script => ({
  fits,
  weight,
  acts: (scene) => [word(scene, disposition, { session: scene.session, staff: scene.member })],
});

const confirmed = (
  disposition: EmptyDisposition,
  weight: number,
  fits: Script['fits'] = isVacant,
): Script => ({
  fits,
  weight,
  acts: (scene) => [
    word(scene, disposition, { session: slots.firstMorning, staff: scene.member }),
    word(scene, disposition, { session: slots.secondMorning, staff: scene.other }),
  ],
});

const isVacantLow: Script['fits'] = (door) => isVacant(door) && isLow(door);

export const empty: Scripts = {
  'vacant-1': unconfirmed('vacant', 260),
  'vacant-2': confirmed('vacant', 420),
  /** The same member twice confirms nothing. */
  'vacant-same-member': {
    fits: isVacant,
    weight: 30,
    acts: (scene) =>
      [slots.firstAfternoon, slots.secondMorning].map((session) =>
        word(scene, 'vacant', { session, staff: scene.member }),
      ),
  },
  'vacant-proven-wrong': {
    fits: isUnlisted,
    weight: 30,
    acts: (scene) => [
      word(scene, 'vacant', { session: slots.firstMorning, staff: scene.member }),
      complete(scene, { session: slots.secondEvening, staff: scene.other, note: '晚上有灯' }),
    ],
  },
  'not-a-dwelling-1': unconfirmed('not-a-dwelling', 14),
  'not-a-dwelling-2': confirmed('not-a-dwelling', 10),
  'demolished-1': unconfirmed('demolished', 30, isVacantLow),
  'demolished-2': confirmed('demolished', 20, isVacantLow),
  /** Where no bungalow stands vacant. */
  'demolished-elsewhere': unconfirmed('demolished', 0),
};
