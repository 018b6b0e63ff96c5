// The households of a grid as the first round finds them on paper: most doors with the people that police and property
// management have listed, some with nothing but an address, empty doors known as such or not. What really is behind a
// door (`living`) and what the list says need not agree: that is what the sweep is for.

import type { Door } from '#core/address/door.ts';
import {
  unknownFacts,
  type Household,
  type HouseholdFacts,
  type Person,
} from '#core/household/household.ts';
import type { CompoundId, GridId, HouseholdId, RoundId } from '#core/ids.ts';
import { drawPhone } from './names/phone.ts';
import { drawLiving } from './people/families.ts';
import type { Living } from './people/living.ts';
import type { PeopleMaker } from './people/person.ts';
import { doorsOf, type BuildingPlan } from './plan/building.ts';
import type { GridPlan } from './plan/plan.ts';
import type { Random } from './random.ts';

/** A door of the roster: what is listed, and what is so. */
export type RosterDoor = { household: Household; living: Living; building: BuildingPlan };

/** Share of lived-in doors about which the list says nothing. */
const unlistedShare = 0.15;
const vacantShares = { least: 0.1, most: 0.2 };

const listedPersons = (household: HouseholdId, living: Living): Person[] =>
  living.people.map((facts, at) => ({ id: `${household}-${at + 1}`, ...facts }));

/** What the list would say of a door, were it right. */
export const factsOf = (random: Random, living: Living): HouseholdFacts => {
  const head = living.people[0];
  if (head === undefined) return { ...unknownFacts, residents: 0, occupancy: 'vacant' };
  const phones = living.people.map(({ phone }) => phone).filter((phone) => phone !== '');
  return {
    head: head.name,
    residents: living.people.length,
    phones: phones.length > 0 ? phones.slice(0, 2) : [drawPhone(random)],
    occupancy: living.occupancy,
    note: '',
  };
};

const notes = [
  '家中有犬',
  '门铃坏，请敲门',
  '老人耳背，多敲几次',
  '上夜班，下午再来',
  '备用钥匙在物业',
];

type Listed = { facts: HouseholdFacts; persons: Person[] };

const listing = (random: Random, id: HouseholdId, living: Living): Listed => {
  const facts = factsOf(random, living);
  if (living.people.length === 0) {
    return { facts: random.chance(0.35) ? facts : unknownFacts, persons: [] };
  }
  if (random.chance(unlistedShare)) return { facts: unknownFacts, persons: [] };
  const note = random.chance(0.03) ? random.pick(notes) : '';
  return { facts: { ...facts, note }, persons: listedPersons(id, living) };
};

/** Most doors stay one household; behind a few live two. */
const tenanciesOf = (random: Random, door: Door, sharedShare: number): Door[] =>
  random.chance(sharedShare)
    ? [
        { ...door, suffix: 'A' },
        { ...door, suffix: 'B' },
      ]
    : [door];

type Place = { grid: GridId; compound: CompoundId; round: RoundId; door: Door };

const householdOf = (id: HouseholdId, listed: Listed, place: Place): Household => ({
  id,
  grid: place.grid,
  seq: 0,
  compound: place.compound,
  door: place.door,
  ...listed,
  stamps: {},
  disputes: [],
  assignee: '',
  round: { id: place.round, attempts: [], decision: null },
  last: null,
  listed: null,
  withdrawn: false,
});

export type RosterWish = {
  round: RoundId;
  /** Share of doors behind which two tenancies are two households, 0–1. */
  sharedShare: number;
};

/** The roster of a grid in walking order, ids h1, h2 … */
export const drawRoster = (
  maker: PeopleMaker,
  grid: GridPlan,
  { round, sharedShare }: RosterWish,
): RosterDoor[] => {
  const { random } = maker;
  const vacantShare = vacantShares.least + random.next() * (vacantShares.most - vacantShares.least);
  const roster: RosterDoor[] = [];
  for (const { compound, building } of grid.parts) {
    for (const door of doorsOf(building).flatMap((one) => tenanciesOf(random, one, sharedShare))) {
      const id: HouseholdId = `h${roster.length + 1}`;
      const living = drawLiving(maker, door.suffix === '' ? vacantShare : 0);
      const listed = listing(random, id, living);
      const place = { grid: grid.id, compound: compound.id, round, door };
      roster.push({ household: householdOf(id, listed, place), living, building });
    }
  }
  return roster;
};
