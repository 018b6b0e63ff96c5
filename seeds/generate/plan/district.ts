// The plan of the whole district: the story's compounds as drawn by hand, and as many more as make 258 compounds with
// about 100,000 households over all communities.

import type { Area } from '#core/grid/sheet.ts';
import { isVillage } from '../../divisions.ts';
import { createCompoundNames } from '../names/compound-names.ts';
import type { Random } from '../random.ts';
import { drawCompounds, type CompoundKind } from './draw-compounds.ts';
import type { CompoundDraft } from './plan.ts';
import { storyCommunities } from './story.ts';

export const compoundsWanted = 258;
const householdsWanted = 100_000;
const storyHouseholds = 2000;

type Order = { community: Area; kind: CompoundKind; size: number };

const large: readonly (readonly [CompoundKind, number])[] = [
  ['walk-up', 50],
  ['high-rise', 40],
  ['merged', 10],
];
const any: readonly (readonly [CompoundKind, number])[] = [
  ...large,
  ['street', 14],
  ['courtyard', 14],
];

/** Rough sizes, in households, before they are scaled to the total. */
const sizes: Readonly<Record<CompoundKind, readonly [number, number]>> = {
  'walk-up': [180, 620],
  'high-rise': [350, 1100],
  merged: [240, 560],
  street: [40, 110],
  courtyard: [30, 90],
  village: [260, 640],
};
const isSmall = (kind: CompoundKind): boolean => kind === 'street' || kind === 'courtyard';
const compoundsOf = (kind: CompoundKind): number => (kind === 'merged' ? 2 : 1);

const draw = (random: Random, community: Area, kind: CompoundKind): Order => ({
  community,
  kind,
  size: random.int(...sizes[kind]),
});

/** One large compound for every community first, then more for some until there are enough. */
const drawOrders = (random: Random, communities: readonly Area[], wanted: number): Order[] => {
  const orders = communities.map((community) =>
    draw(random, community, isVillage(community.code) ? 'village' : random.weighted(large)),
  );
  const towns = communities.filter(({ code }) => !isVillage(code));
  let count = orders.reduce((sum, { kind }) => sum + compoundsOf(kind), 0);
  while (count < wanted) {
    const kind = random.weighted(any);
    if (count + compoundsOf(kind) > wanted) continue;
    orders.push(draw(random, random.pick(towns), kind));
    count += compoundsOf(kind);
  }
  return orders;
};

const scaleOf = (orders: readonly Order[]): number => {
  const sum = (small: boolean): number =>
    orders.filter(({ kind }) => isSmall(kind) === small).reduce((all, { size }) => all + size, 0);
  return (householdsWanted - storyHouseholds - sum(true)) / sum(false);
};

/** Compounds of every community outside the story, by the community's code. */
export const draftDistrict = (
  random: Random,
  areas: readonly Area[],
): ReadonlyMap<string, CompoundDraft[]> => {
  const story = new Set(storyCommunities.map(({ community }) => community));
  const storyCompounds = storyCommunities.flatMap(({ grids }) => grids.flat()).length;
  const others = areas.filter(({ code, level }) => level === 'community' && !story.has(code));
  const orders = drawOrders(random.fork('orders'), others, compoundsWanted - storyCompounds);
  const scale = scaleOf(orders);
  const names = createCompoundNames(random.fork('names'));
  const drafts = new Map<string, CompoundDraft[]>(others.map(({ code }) => [code, []]));
  orders.forEach(({ community, kind, size }, index) => {
    // A building more than wanted is the rule, as the last one is never cut.
    const wanted = Math.max(isSmall(kind) ? 20 : 110, (isSmall(kind) ? size : size * scale) - 40);
    const order = { kind, wanted, village: community.name };
    drafts
      .get(community.code)
      ?.push(...drawCompounds(random.fork(`compound ${index}`), names, order));
  });
  return drafts;
};
