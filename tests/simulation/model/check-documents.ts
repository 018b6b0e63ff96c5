// SIM-4: the server's documents are what the accepted events make of the imported ones, applied one by one in the order of their
// numbers; each accepted event took the next numbers, households before visits. SIM-5: digests and counts kept on the way are
// those that the documents give from scratch.

import { addCounts, countHousehold, emptyCounts } from '#core/coverage/counts.ts';
import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import { canonicalJson } from '#core/merge/canonical.ts';
import { addTerm, digestText, emptyDigest, revOf, termOf } from '#core/merge/digest.ts';
import { reduceEvent } from '#core/merge/reduce.ts';
import type { Visit } from '#core/visit/visit.ts';
import { collections } from '#schema/protocol.ts';
import { sha256 } from '#server/services/hashing.ts';
import type { DocumentRow, GridRow, WholeGrid } from '#server/storage/port.ts';
import { makeDistrict } from './district.ts';
import type { Taken } from './taken.ts';
import type { World } from './world.ts';

export type Scene = { grid: string; taken: readonly Taken[]; whole: WholeGrid; row: GridRow };

type Model = { households: Map<string, Household>; visits: Map<string, Visit>; head: number };

const begin = (grid: string): Model => {
  const found = [...makeDistrict().grids].find(({ sheet }) => sheet.grid === grid);
  const list = found?.households ?? [];
  const households = list.map((one, k): [string, Household] => [one.id, { ...one, seq: k + 2 }]);
  return { households: new Map(households), visits: new Map(), head: list.length + 1 };
};

const apply = (
  world: World,
  model: Model,
  { one, sheet }: { one: Taken; sheet: GridSheet },
): void => {
  const { event, orderMs } = one;
  const reduction = reduceEvent(
    event,
    { orderMs, seq: model.head + 1, isAdmitted: true },
    {
      sheet: { ...sheet, round: { ...sheet.round, isClosed: false } },
      household: (id) => model.households.get(id),
      visit: (id) => model.visits.get(id),
    },
  );
  if (reduction.kind === 'rejected') {
    world.broken.push(`${event.id} was taken although it is ${reduction.reason}`);
    return;
  }
  const before = model.head;
  for (const changed of reduction.households)
    model.households.set(changed.id, { ...changed, seq: (model.head += 1) });
  for (const changed of reduction.visits)
    model.visits.set(changed.id, { ...changed, seq: (model.head += 1) });
  if (model.head === before) model.head += 1;
};

const rebuild = (world: World, { grid, taken, whole }: Scene): Model => {
  const sheetText = whole.documents.grids[0]?.json ?? '{}';
  const sheet = JSON.parse(sheetText) as GridSheet;
  const model = begin(grid);
  for (const one of taken) {
    while (sheet.seq === model.head + 1) model.head += 1;
    apply(world, model, { one, sheet });
    if (one.seq !== model.head) {
      world.broken.push(
        `${grid} ${one.event.id} has number ${one.seq}, its place is ${model.head}`,
      );
      return model;
    }
  }
  while (sheet.seq === model.head + 1) model.head += 1;
  return model;
};

const compare = (
  { broken }: World,
  grid: string,
  [stored, made]: [readonly DocumentRow[], ReadonlyMap<string, object>],
): void => {
  if (stored.length !== made.size)
    broken.push(`${grid} holds ${stored.length} documents, ${made.size} were made`);
  for (const { id, json } of stored) {
    const own = made.get(id);
    if (own === undefined || canonicalJson(own) !== json)
      broken.push(`${grid} document ${id} is not what its events make`);
  }
};

const checkSums = (world: World, { grid, whole, row }: Scene): void => {
  for (const name of collections) {
    const terms = whole.documents[name].map(({ id, json }) =>
      termOf(sha256, id, revOf(sha256, JSON.parse(json))),
    );
    const digest = digestText(terms.reduce(addTerm, emptyDigest));
    if (digest !== whole.digests[name] || digest !== row.digests[name])
      world.broken.push(`${grid} digest of ${name} is wrong`);
  }
  const sheet = JSON.parse(whole.documents.grids[0]?.json ?? '{}') as GridSheet;
  const counts = whole.documents.households
    .map(({ json }) => countHousehold(JSON.parse(json) as Household, sheet.settings))
    .reduce(addCounts, emptyCounts());
  if (canonicalJson(counts) !== canonicalJson(row.counts))
    world.broken.push(`${grid} counts are wrong`);
  const numbers = collections.flatMap((name) => whole.documents[name].map(({ seq }) => seq));
  if (new Set(numbers).size !== numbers.length) world.broken.push(`${grid} gives a number twice`);
};

export const checkDocuments = (world: World, scene: Scene): void => {
  const { grid, whole } = scene;
  const model = rebuild(world, scene);
  if (model.head !== whole.head)
    world.broken.push(`${grid} head is ${whole.head}, ${model.head} numbers are used`);
  compare(world, grid, [whole.documents.households, model.households]);
  compare(world, grid, [whole.documents.visits, model.visits]);
  checkSums(world, scene);
};
