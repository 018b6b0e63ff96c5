// Households as they occur: couples with children, three generations, old people alone, tenants, and group lets of four to
// eight people who are nothing to each other.

import type { PersonFacts, Relation } from '#core/household/household.ts';
import { drawSurname } from '../names/name.ts';
import { nobody, type Living } from './living.ts';
import { drawPerson, drawSex, type PeopleMaker } from './person.ts';

const child = (sex: 1 | 2): Relation => (sex === 1 ? 2 : 3);

const couple = (maker: PeopleMaker, headAge: number, surname: string): PersonFacts[] => {
  const { random, year } = maker;
  const birthYear = year - headAge;
  const sex = random.chance(0.85) ? 1 : 2;
  const spouse = { sex: sex === 1 ? 2 : 1, birthYear: birthYear + random.int(-3, 4) } as const;
  return [
    drawPerson(maker, { relation: 0, sex, birthYear, surname }),
    drawPerson(maker, { relation: 1, ...spouse }),
  ];
};

/** Children of a head of that age; grown ones may be away at work or at school. */
const children = (maker: PeopleMaker, headAge: number, surname: string): PersonFacts[] => {
  const { random, year } = maker;
  const count = random.weighted([
    [0, 15],
    [1, 50],
    [2, 31],
    [3, 4],
  ] as const);
  const eldest = year - headAge + random.int(23, 30);
  return Array.from({ length: count }, (_, at) => eldest + at * random.int(2, 6))
    .filter((birthYear) => birthYear <= year)
    .map((birthYear) => {
      const sex = drawSex(random);
      const isAway = year - birthYear >= 18 && random.chance(0.4);
      const residence = isAway ? 'away' : 'usual';
      return drawPerson(maker, { relation: child(sex), sex, birthYear, surname, residence });
    });
};

const family = (maker: PeopleMaker): PersonFacts[] => {
  const surname = drawSurname(maker.random);
  const headAge = maker.random.int(28, 58);
  return [...couple(maker, headAge, surname), ...children(maker, headAge, surname)];
};

const threeGenerations = (maker: PeopleMaker): PersonFacts[] => {
  const { random, year } = maker;
  const surname = drawSurname(random);
  const headAge = random.int(32, 52);
  const sex = drawSex(random);
  const birthYear = year - headAge - random.int(22, 29);
  const parent = drawPerson(maker, {
    relation: 5,
    sex,
    birthYear,
    surname: sex === 1 ? surname : '',
  });
  return [...couple(maker, headAge, surname), ...children(maker, headAge, surname), parent];
};

const oldCouple = (maker: PeopleMaker): PersonFacts[] =>
  couple(maker, maker.random.int(61, 84), drawSurname(maker.random));

const alone = (maker: PeopleMaker, ages: readonly [number, number]): PersonFacts[] => {
  const birthYear = maker.year - maker.random.int(...ages);
  return [drawPerson(maker, { relation: 0, sex: drawSex(maker.random), birthYear })];
};

const groupLet = (maker: PeopleMaker): PersonFacts[] => {
  const { random, year } = maker;
  return Array.from({ length: random.int(4, 8) }, (_, at) =>
    drawPerson(maker, {
      relation: at === 0 ? 0 : 8,
      sex: drawSex(random),
      birthYear: year - random.int(18, 46),
      residence: 'temporary',
    }),
  );
};

const tenantFamily = (maker: PeopleMaker): PersonFacts[] => {
  const surname = drawSurname(maker.random);
  const headAge = maker.random.int(24, 42);
  const young = children(maker, headAge, surname).filter(
    ({ birthYear }) => maker.year - (birthYear ?? 0) < 16,
  );
  return [...couple(maker, headAge, surname), ...young];
};

type Kind = readonly [make: (maker: PeopleMaker) => Living, weight: number];

const owned = (make: (maker: PeopleMaker) => PersonFacts[], weight: number): Kind => [
  (maker) => ({ occupancy: 'owner', people: make(maker) }),
  weight,
];
const let_ = (make: (maker: PeopleMaker) => PersonFacts[], weight: number): Kind => [
  (maker) => ({ occupancy: 'tenant', people: make(maker) }),
  weight,
];

const kinds: readonly Kind[] = [
  owned(family, 40),
  owned(threeGenerations, 9),
  owned(oldCouple, 15),
  owned((maker) => alone(maker, [62, 90]), 8),
  owned((maker) => alone(maker, [24, 60]), 7),
  let_(tenantFamily, 12),
  let_((maker) => alone(maker, [20, 45]), 6),
  [(maker) => ({ occupancy: 'group-let', people: groupLet(maker) }), 3],
];

/** Whoever lives behind one door. @param vacantShare 0–1 */
export const drawLiving = (maker: PeopleMaker, vacantShare: number): Living =>
  maker.random.chance(vacantShare) ? nobody : maker.random.weighted(kinds)(maker);
