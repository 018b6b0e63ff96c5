// A script: what may happen at a door of a certain kind in the first round, as a list of acts, and how often it does.

import type { RosterDoor } from '../roster.ts';
import type { Act } from './act.ts';
import { isAsked, peopleOf } from './answers.ts';
import type { Scene } from './scene.ts';

export type Script = {
  fits: (door: RosterDoor) => boolean;
  /** Share per 1,000 among the doors visited that it fits, roughly; 0 for what is only done on purpose. */
  weight: number;
  acts: (scene: Scene) => Act[];
};

export type Scripts = Readonly<Record<string, Script>>;

export const isAny = (): boolean => true;
export const isVacant = ({ living }: RosterDoor): boolean => living.people.length === 0;
export const isLivedIn = (door: RosterDoor): boolean => !isVacant(door);
export const isListed = ({ household }: RosterDoor): boolean => household.persons.length > 0;
export const isUnlisted = (door: RosterDoor): boolean => isLivedIn(door) && !isListed(door);

/** At least two people who have to be asked. */
export const hasCompany = ({ household, living }: RosterDoor): boolean =>
  peopleOf(household, living, '').filter(isAsked).length > 1;

export const isListedCompany = (door: RosterDoor): boolean => isListed(door) && hasCompany(door);
export const isLow = ({ building }: RosterDoor): boolean => building.naming === 'houses';
