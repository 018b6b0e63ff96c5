// What people answer at the door: mostly that all are well and nobody was away, now and then a trip, a reading, and on
// wish what makes a key person.

import type { Household, PersonFacts } from '#core/household/household.ts';
import type { PersonPatch } from '#core/event/event.ts';
import type { EventId, PersonId } from '#core/ids.ts';
import {
  allWell,
  type PersonAnswers,
  type TemperatureSite,
  type Transport,
  type Trip,
} from '#core/visit/visit.ts';
import { dayOf } from '#core/time/day.ts';
import { defaultSettings, type RoundSettings } from '#core/round/round.ts';
import type { Living } from '../people/living.ts';
import type { Random } from '../random.ts';

export type KeyKind = 'fever' | 'symptom' | 'travel' | 'contact';

export const settings: RoundSettings = defaultSettings;
const dayMs = 86_400_000;

const harmlessPlaces = ['石家庄', '北京', '郑州', '安阳', '邢台', '天津', '济南', '永年', '涉县'];
const listedPlaces = ['湖北武汉', '湖北孝感', '武汉江夏'];
/** Numbers of trains are zeros: no real one is meant. */
const transports: readonly (readonly [Transport, string])[] = [
  ['train', 'G0000'],
  ['train', 'K0000'],
  ['coach', ''],
  ['car', ''],
];

const trip = (random: Random, places: readonly string[], atMs: number): Trip => {
  const back = atMs - random.int(2, 9) * dayMs;
  const [transport, number] = random.pick(transports);
  return {
    place: random.pick(places),
    from: dayOf(back - random.int(1, 5) * dayMs, settings.utcOffsetMinutes),
    to: dayOf(back, settings.utcOffsetMinutes),
    transport,
    number,
  };
};

const reading = (random: Random, from: number, to: number) => {
  const site = random.pick<TemperatureSite>(['forehead', 'forehead', 'ear', 'wrist', 'armpit']);
  return { celsius: random.int(from * 10, to * 10) / 10, site };
};

/** Well, with a reading for some; a few readings failed; a few were away somewhere harmless. */
export const ordinary = (random: Random, person: PersonId, atMs: number): PersonAnswers => {
  const well = allWell(person);
  if (random.chance(0.3)) well.temperature = reading(random, 36.1, 36.9);
  else if (random.chance(0.02)) well.temperature = reading(random, 33.4, 34.8);
  if (!random.chance(0.06)) return well;
  return { ...well, outings: 'yes', trips: [trip(random, harmlessPlaces, atMs)] };
};

/** Answers that make a key person of one kind. */
export const keyAnswers = (
  random: Random,
  asked: { person: PersonId; atMs: number },
  kind: KeyKind,
): PersonAnswers => {
  const well = allWell(asked.person);
  switch (kind) {
    case 'fever': {
      const symptoms = random.chance(0.7) ? ['fever', 'cough'] : ['fever'];
      return { ...well, health: 'symptoms', symptoms, temperature: reading(random, 37.4, 38.6) };
    }
    case 'symptom':
      return {
        ...well,
        health: 'symptoms',
        symptoms: [random.pick(['cough', 'throat', 'fatigue'])],
      };
    case 'travel':
      return { ...well, outings: 'yes', trips: [trip(random, listedPlaces, asked.atMs)] };
    case 'contact':
      return { ...well, contact: 'yes' };
  }
};

/** The people of a door under the ids that the event will give or the list has given. */
export type Known = { id: PersonId; facts: PersonFacts };

export const peopleOf = (household: Household, living: Living, event: EventId): Known[] => {
  const listed = household.persons;
  return living.people.map((facts, at) => ({ id: listed[at]?.id ?? `${event}.${at + 1}`, facts }));
};

/** Persons whom the list does not have yet, as they are written down. */
export const newPersons = (household: Household, people: readonly Known[]): PersonPatch[] =>
  household.persons.length > 0 ? [] : people.map(({ id, facts }) => ({ id, ...facts }));

export const isAsked = ({ facts }: Known): boolean => facts.residence !== 'away';
