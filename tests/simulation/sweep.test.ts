// A sweep by simulated phones under faults: what was recorded is in the ledger once, everybody ends up with the same
// documents, and both sides prove it (sync.md, promises 1–4). A failing run prints its seed and its operations.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from '#core/merge/canonical.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { createMemoryStorage } from '#server/storage/memory/memory-storage.ts';
import { dayMs, makeVisit } from '#testing/builders.ts';
import { collections } from '#schema/protocol.ts';
import {
  createPhone,
  digestOf,
  grid,
  pendingOf,
  record,
  shownOf,
  type SimPhone,
} from './sim-phone.ts';
import { createWorld, householdIds, type Faults, type World } from './world.ts';

type Operation =
  | { kind: 'record'; phone: number; household: number; disposition: number; tail: number }
  | { kind: 'cut' | 'heal' | 'kill'; phone: number }
  | { kind: 'skew'; phone: number; days: number }
  | { kind: 'wait'; seconds: number };

const phone = fc.nat({ max: 2 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      phone,
      household: fc.nat({ max: 3 }),
      disposition: fc.nat({ max: dispositionCodes.length - 1 }),
      tail: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('cut' as const, 'heal' as const, 'kill' as const),
      phone,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('skew' as const),
      phone,
      days: fc.constantFrom(-1, 0, 1),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.nat({ max: 90 }) }),
  },
);

const visitBody = (op: Extract<Operation, { kind: 'record' }>, nowMs: number) => ({
  visit: makeVisit({
    household: householdIds[op.household] ?? 'h1',
    disposition: dispositionCodes[op.disposition] ?? 'complete',
    visitedAt: nowMs,
  }),
  facts: { phones: [`1300000000${op.tail}`] },
  persons: [],
});

const carryOut = (world: World, op: Operation): Promise<void> | void => {
  if (op.kind === 'wait') return world.runUntil(world.now() + op.seconds * 1000);
  const one = world.phones[op.phone] as SimPhone;
  // A phone that has never been online has no households to record.
  const isReady =
    one.disk.replica.grids.size > 0 && one.disk.replica.households.size === householdIds.length;
  switch (op.kind) {
    case 'record':
      if (!isReady) return;
      record(one, visitBody(op, world.now()), world.now());
      return world.tell(one, { kind: 'recorded', grid });
    case 'cut':
      one.isConnected = false;
      return world.tell(one, { kind: 'offline' });
    case 'heal':
      one.isConnected = true;
      return world.tell(one, { kind: 'online' });
    case 'kill':
      return world.killPhone(one);
    case 'skew':
      one.clockSkewMs = op.days * dayMs;
  }
};

const settleDown = async (world: World): Promise<void> => {
  Object.assign(world.faults, { lost: 0, answerLost: 0, twice: 0 });
  for (const one of world.phones) {
    one.isConnected = true;
    world.tell(one, { kind: 'online' });
  }
  await world.runUntil(world.now() + 20 * 60_000);
};

const checkLedger = async (world: World): Promise<void> => {
  const ledger = await world.context.storage.readLedgerOf(grid);
  for (const one of world.phones) {
    const ids = ledger
      .filter(({ device, fork }) => device === one.device && fork === '')
      .map(({ id }) => id);
    expect(ids).toEqual(one.disk.log.map(({ event }) => event.id));
    expect(pendingOf(one)).toEqual([]);
  }
  expect(ledger.filter(({ fork }) => fork !== '')).toEqual([]);
};

const checkSame = async (world: World): Promise<void> => {
  const whole = await world.context.storage.readWholeGrid(grid);
  for (const one of world.phones) {
    for (const name of collections) {
      const stored = whole?.documents[name].map(({ id, json }) => [id, json]) ?? [];
      const held = [...one.disk.replica[name].values()].sort((a, b) => a.seq - b.seq);
      expect(held.map((document) => [document.id, canonicalJson(document)])).toEqual(stored);
      expect(digestOf(one, name)).toBe(whole?.digests[name]);
    }
    expect(shownOf(one).households.size).toBe(0);
  }
  const numbers = collections.flatMap((name) => whole?.documents[name].map(({ seq }) => seq) ?? []);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.max(...numbers)).toBeLessThanOrEqual(whole?.head ?? 0);
};

const randomOf = (seed: number) => {
  // mulberry32 (Tommy Ettinger, public domain).
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const sweep = async (operations: readonly Operation[], seed: number): Promise<void> => {
  const phones = [createPhone('aa', 's001'), createPhone('bb', 's002'), createPhone('cc', 's003')];
  const faults: Faults = { lost: 0.15, answerLost: 0.2, twice: 0.1 };
  const world = await createWorld(createMemoryStorage(), phones, {
    random: randomOf(seed),
    faults,
  });
  await world.runUntil(world.now() + 60_000);
  for (const op of operations) await carryOut(world, op);
  await settleDown(world);
  await checkLedger(world);
  await checkSame(world);
};

it('MERGE-11 PUSH-3 under faults every recorded event is in the ledger once and all hold the same documents', async () => {
  const property = fc.asyncProperty(
    fc.array(operation, { minLength: 5, maxLength: 40 }),
    fc.nat(),
    sweep,
  );
  await fc.assert(property, { seed: 20200210, numRuns: 100 });
});
