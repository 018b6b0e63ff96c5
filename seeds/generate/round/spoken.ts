// Doors at which somebody was spoken to.

import type { KeyKind } from './answers.ts';
import { contactUnknown, newPhone, oneMissing, onlyNames, someUnnamed, withKey } from './says.ts';
import { complete, visit } from './scene.ts';
import {
  hasCompany,
  isLivedIn,
  isListed,
  isListedCompany,
  isUnlisted,
  type Script,
  type Scripts,
} from './script.ts';
import { slots } from './sessions.ts';

const keyScript = (kind: KeyKind): Script => ({
  fits: isLivedIn,
  weight: 2,
  acts: (scene) => [complete(scene, { say: withKey(scene, kind) })],
});

const earlier = (session: number): number => Math.max(slots.firstMorning, session - 2);

export const spoken: Scripts = {
  complete: { fits: isLivedIn, weight: 700, acts: (scene) => [complete(scene)] },
  'new-phone': {
    fits: isListed,
    weight: 40,
    acts: (scene) => [complete(scene, { say: newPhone(scene) })],
  },
  doorway: {
    fits: isLivedIn,
    weight: 40,
    acts: (scene) => [complete(scene, { mode: 'doorway' })],
  },
  'by-phone': {
    fits: isLivedIn,
    weight: 25,
    acts: (scene) => [
      visit(scene, { disposition: 'no-one-home', session: earlier(scene.session) }),
      complete(scene, { mode: 'phone', after: 0.2 }),
    ],
  },
  'second-time': {
    fits: isLivedIn,
    weight: 60,
    acts: (scene) => [
      visit(scene, { disposition: 'no-one-home', session: earlier(scene.session) }),
      complete(scene, { after: 0.2 }),
    ],
  },
  'partial-person': {
    fits: hasCompany,
    weight: 14,
    acts: (scene) => [visit(scene, { disposition: 'partial', say: oneMissing(scene) })],
  },
  'partial-answer': {
    fits: isLivedIn,
    weight: 10,
    acts: (scene) => [visit(scene, { disposition: 'partial', say: contactUnknown(scene) })],
  },
  'partial-unnamed': {
    fits: (door) => isUnlisted(door) && door.living.people.length > 2 && hasCompany(door),
    weight: 25,
    acts: (scene) => [visit(scene, { disposition: 'partial', say: someUnnamed(scene) })],
  },
  'partial-names': {
    fits: isLivedIn,
    weight: 4,
    acts: (scene) => [
      visit(scene, { disposition: 'partial', mode: 'doorway', say: onlyNames(scene) }),
    ],
  },
  'partial-then-rest': {
    fits: isListedCompany,
    weight: 8,
    acts: (scene) => [
      visit(scene, {
        disposition: 'partial',
        session: slots.firstAfternoon,
        say: oneMissing(scene),
      }),
      complete(scene, { session: slots.secondEvening, mode: 'phone' }),
    ],
  },
  hearsay: {
    fits: isLivedIn,
    weight: 6,
    acts: (scene) => [complete(scene, { mode: 'proxy', note: '邻居代答' })],
  },
  'key-fever': keyScript('fever'),
  'key-symptom': keyScript('symptom'),
  'key-travel': keyScript('travel'),
  'key-contact': keyScript('contact'),
};
