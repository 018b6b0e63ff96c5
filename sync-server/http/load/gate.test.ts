import { expect, test } from 'vitest';
import { createBuckets } from './buckets.ts';
import { createByteBudget } from './byte-budget.ts';
import { createGate, type Ticket } from './gate.ts';

const limits = { maxAdmitted: 6, maxWeight: 2, maxWaiting: 2, maxWaitMs: 40, goodRunMs: 1000 };
const overloaded = expect.objectContaining({ code: 'overloaded' });

const begun = async (ticket: Ticket, weight = 1): Promise<Ticket> => {
  await ticket.begin(weight);
  return ticket;
};

test('LOAD-1 so much runs, so much waits in its order, the rest is turned away at once', async () => {
  const gate = createGate(limits);
  const first = await begun(gate.admit());
  const second = await begun(gate.admit());
  const order: string[] = [];
  const third = begun(gate.admit()).then((ticket) => (order.push('third'), ticket));
  const fourth = begun(gate.admit()).then((ticket) => (order.push('fourth'), ticket));
  expect(gate.counts()).toEqual({ running: 2, waiting: 2 });
  expect(() => gate.admit()).toThrow(overloaded);
  first.end();
  await third;
  second.leave();
  await fourth;
  expect(order).toEqual(['third', 'fourth']);
  expect(gate.counts()).toEqual({ running: 2, waiting: 0 });
});

test('LOAD-1 a heavy piece waits until there is room, and runs alone when it is heavier than all', async () => {
  const gate = createGate(limits);
  const light = await begun(gate.admit());
  let hasBegun = false;
  const heavy = begun(gate.admit(), 9).then(() => (hasBegun = true));
  await Promise.resolve();
  expect(hasBegun).toBe(false);
  light.end();
  await heavy;
  expect(gate.counts()).toEqual({ running: 1, waiting: 0 });
});

test('LOAD-2 who waits too long is told so, and whoever comes behind goes on', async () => {
  const gate = createGate(limits);
  const running = await begun(gate.admit(), 2);
  const impatient = gate.admit();
  await expect(impatient.begin(1)).rejects.toEqual(overloaded);
  impatient.leave();
  running.end();
  await begun(gate.admit());
  expect(gate.counts()).toEqual({ running: 1, waiting: 0 });
});

test('LOAD-5 less runs at once while it takes long, and more again when it does not', async () => {
  const gate = createGate({
    ...limits,
    maxAdmitted: 99,
    maxWeight: 16,
    maxWaiting: 50,
    goodRunMs: 15,
  });
  const mostAtOnce = async (): Promise<number> => {
    const tickets = Array.from({ length: 20 }, () => gate.admit());
    for (const ticket of tickets) ticket.begin(1).catch(() => undefined);
    await Promise.resolve();
    const { running } = gate.counts();
    for (const ticket of tickets) ticket.leave();
    await new Promise((done) => setTimeout(done, 1));
    return running;
  };
  expect(await mostAtOnce()).toBe(16);
  for (let k = 0; k < 20; k += 1) {
    const slow = await begun(gate.admit());
    await new Promise((done) => setTimeout(done, 20));
    slow.leave();
  }
  expect(await mostAtOnce()).toBeLessThanOrEqual(3);
  for (let k = 0; k < 20; k += 1) (await begun(gate.admit())).leave();
  expect(await mostAtOnce()).toBe(16);
});

test('requests whose bodies are still on their way are bounded, too', () => {
  const gate = createGate(limits);
  const tickets = Array.from({ length: 6 }, () => gate.admit());
  expect(() => gate.admit()).toThrow(overloaded);
  tickets[0]?.leave();
  tickets[0]?.leave();
  gate.admit();
  expect(() => gate.admit()).toThrow(overloaded);
});

test('idle when the last has left, whatever it did before', async () => {
  const gate = createGate(limits);
  await gate.idle();
  const working = await begun(gate.admit());
  const reading = gate.admit();
  let isIdle = false;
  const idle = gate.idle().then(() => (isIdle = true));
  working.end();
  reading.leave();
  await new Promise((done) => setTimeout(done, 5));
  expect(isIdle).toBe(false);
  working.leave();
  await idle;
});

test('LOAD-3 a bucket gives what is in it, fills again with time, each for itself', () => {
  let now = 0;
  const buckets = createBuckets({ size: 3, perSecond: 2 }, () => now);
  const take = (key: string) => buckets.take(key);
  expect([take('a'), take('a'), take('a'), take('a'), take('b')]).toEqual([
    true,
    true,
    true,
    false,
    true,
  ]);
  now = 499;
  expect(take('a')).toBe(false);
  now = 500;
  expect([take('a'), take('a')]).toEqual([true, false]);
  now = 1_000_000;
  expect([take('a'), take('a'), take('a'), take('a')]).toEqual([true, true, true, false]);
});

test('LOAD-3 many keys are forgotten once their buckets are full, never while they are not', () => {
  let now = 0;
  const buckets = createBuckets({ size: 1, perSecond: 1 }, () => now);
  for (let k = 0; k < 20_000; k += 1) buckets.take(`old${k}`);
  now = 1000;
  expect(buckets.take('new')).toBe(true);
  for (let k = 0; k < 30_000; k += 1) buckets.take(`other${k}`);
  expect(buckets.take('new')).toBe(false);
});

test('LOAD-4 bytes that are held are bounded and given back', () => {
  const budget = createByteBudget(10);
  budget.take(7);
  expect(() => budget.take(4)).toThrow(overloaded);
  budget.giveBack(7);
  budget.take(10);
});
