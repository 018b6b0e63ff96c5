// One run: a scenario carried out in a world of its own, everything healed, everything checked.

import type { Storage } from '#server/storage/port.ts';
import { carryOut } from './carry-out.ts';
import { check } from './check.ts';
import { checkShown } from './check-shown.ts';
import { fairWeather } from './network.ts';
import type { Scenario } from './operations.ts';
import { hint, openGrid } from './phone.ts';
import { isAtPeace } from './peace.ts';
import { BrokenPromise, createWorld, type World } from './world.ts';

const pauseMs = 2000;
const healMinutes = 45;

const heal = async (world: World): Promise<void> => {
  world.network.weather = fairWeather;
  world.server.isDown = false;
  Object.assign(world.server.store().faults, { aborts: null, refuses: null });
  for (const phone of world.phones) {
    // A phone whose line never broke is told nothing: it has to hear of everything by itself.
    const wasCut = !phone.isConnected || !phone.believesOnline;
    phone.isConnected = true;
    phone.disk.failsAfter = { outbox: null, replica: null };
    if (phone.life !== null) phone.life.stepsLeft = null;
    if (wasCut) hint(phone, 'online');
    openGrid(phone, phone.grid);
  }
  const { clock } = world;
  for (let minute = 0; minute < healMinutes; minute += 1) {
    await clock.runUntil(clock.now() + 60_000);
    if (minute >= 7 && (await isAtPeace(world))) break;
  }
};

const carryOutAll = async (world: World, { operations, weather }: Scenario): Promise<void> => {
  await world.clock.runUntil(world.clock.now() + 20_000);
  world.network.weather = weather;
  for (const op of operations) {
    await carryOut(world, op);
    if (op.kind !== 'wait')
      await world.clock.runUntil(world.clock.now() + pauseMs * world.chance());
    checkShown(world);
    if (world.broken.length > 0) return;
  }
  await heal(world);
};

/** @throws BrokenPromise */
export const run = async (scenario: Scenario, openStore: () => Promise<Storage>): Promise<void> => {
  const { seed, weather, processes, operations } = scenario;
  const world = await createWorld({
    seed,
    weather,
    processes,
    openStore,
    hasKeys: operations.some(({ kind }) => kind === 'hand-over'),
  });
  try {
    await carryOutAll(world, scenario);
    if (world.broken.length === 0) await check(world);
    if (world.broken.length > 0) throw new BrokenPromise(world.broken.slice(0, 5).join('\n'));
  } finally {
    await world.end();
  }
};
