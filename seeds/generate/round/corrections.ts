// Visits taken back and corrected, and doors found in the field.

import type { Door } from '#core/address/door.ts';
import { act, type Act } from './act.ts';
import { complete, visit, type Scene } from './scene.ts';
import { isAny, isListed, isLivedIn, isUnlisted, type Scripts } from './script.ts';

/** A few minutes later, by the same member. */
const undo = (scene: Scene, target: Act): Act =>
  act({
    staff: scene.member,
    session: scene.session,
    order: scene.order + 0.1,
    make: () => ({
      kind: 'visit-voided',
      body: { visit: target.event, household: scene.door.household.id, facts: {}, persons: [] },
    }),
  });

/** A part let by itself: the next door to the scene's own, which the list does not know. */
const partOf = (door: Door): Door => ({
  ...door,
  suffix: door.suffix === '' ? '附1' : `${door.suffix}1`,
});

const list = (scene: Scene): Act =>
  act({
    staff: scene.member,
    session: scene.session,
    order: scene.order,
    make: ({ id, atMs: listedAt }) => {
      const { compound, door } = scene.door.household;
      const household = id as string;
      const body = { household, compound, door: partOf(door), round: scene.round, listedAt };
      return { kind: 'household-listed', body };
    },
  });

export const corrections: Scripts = {
  'voided-then-right': {
    fits: isListed,
    weight: 4,
    acts: (scene) => {
      const wrong = visit(scene, { disposition: 'no-one-home' });
      return [wrong, undo(scene, wrong), complete(scene, { after: 0.2 })];
    },
  },
  'voided-only': {
    fits: isAny,
    weight: 3,
    acts: (scene) => {
      const wrong = visit(scene, { disposition: 'not-found' });
      return [wrong, undo(scene, wrong)];
    },
  },
  corrected: {
    fits: isLivedIn,
    weight: 4,
    acts: (scene) => {
      const wrong = visit(scene, { disposition: 'refused', note: '误点' });
      return [wrong, complete(scene, { after: 0.2, voids: wrong })];
    },
  },
  'found-visited': {
    fits: isUnlisted,
    weight: 12,
    acts: (scene) => {
      const found = list(scene);
      return [found, complete(scene, { found, after: 0.1, note: '隔断出租，名单上没有' })];
    },
  },
  'found-not-visited': { fits: isLivedIn, weight: 1, acts: (scene) => [list(scene)] },
  'found-withdrawn': {
    fits: isLivedIn,
    weight: 1,
    acts: (scene) => {
      const found = list(scene);
      const withdraw = act({
        staff: scene.member,
        session: scene.session,
        order: scene.order + 0.1,
        make: () => ({ kind: 'household-withdrawn', body: { household: found.event as string } }),
      });
      return [found, withdraw, complete(scene, { after: 0.2 })];
    },
  },
};
