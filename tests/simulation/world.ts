// A world in virtual time: phones, one server, and a network that loses answers after the commit, delivers twice, and is
// cut. Everything random comes from the given source, so a run is its seed. Services and store are the product's own.

import type { Grant } from '#core/access/grants.ts';
import { makeHousehold, makeSheet, morning } from '#testing/builders.ts';
import { importDistrict } from '#server/services/import-district.ts';
import type { Context } from '#server/services/context.ts';
import { pull } from '#server/services/pull.ts';
import { push } from '#server/services/push.ts';
import type { Session } from '#server/services/sessions.ts';
import type { Storage } from '#server/storage/port.ts';
import type { SyncEffect, SyncEvent } from '#sync/machine-types.ts';
import {
  feed,
  forgetReplica,
  grid,
  isProven,
  kill,
  nextPush,
  pendingOf,
  settle,
  store,
  type SimPhone,
} from './sim-phone.ts';

type Happening = { at: number; order: number; run: () => Promise<void> | void };
/** Faults of the network, as shares 0–1 of requests. */
export type Faults = { lost: number; answerLost: number; twice: number };

export type World = {
  context: Context;
  phones: SimPhone[];
  faults: Faults;
  now(): number;
  tell(phone: SimPhone, event: SyncEvent): void;
  killPhone(phone: SimPhone): void;
  /** Lets time pass until then, or until nothing happens any more. */
  runUntil(at: number): Promise<void>;
};

const limit = 7;
const households = 12;
export const householdIds = Array.from({ length: households }, (_, at) => `h${at + 1}`);

const districtOf = (phones: readonly SimPhone[]) => {
  const sheet = makeSheet({ seq: 1 });
  const grants = sheet.team.map(({ id, role }) => ({ staff: id, role, scope: grid }));
  return {
    isDemo: true,
    areas: sheet.areas,
    staff: sheet.team.map(({ id, name }) => ({ id, name })),
    grants,
    devices: phones.map(({ device, staff }) => ({ id: device, staff, label: 'simulated' })),
    grids: [
      {
        sheet,
        households: householdIds.map((id, at) => makeHousehold({ id, seq: at + 2 })),
        events: [],
      },
    ],
  };
};

export const createWorld = async (
  storage: Storage,
  phones: SimPhone[],
  { random, faults }: { random: () => number; faults: Faults },
): Promise<World> => {
  let now = morning;
  let order = 0;
  const queue: Happening[] = [];
  const timers = new Map<string, Happening>();
  const later = (waitMs: number, run: Happening['run']): Happening => {
    const happening = { at: now + waitMs, order: (order += 1), run };
    queue.push(happening);
    return happening;
  };
  const latency = (): number => 20 + Math.floor(random() * 400);
  const district = districtOf(phones);
  await importDistrict(storage, district);
  const facts = await storage.readFacts();
  const pokes: Context['pokes'] = {
    publish: (_, head) => {
      for (const phone of phones) {
        const { life } = phone;
        const poke = (): void => {
          if (phone.life === life && phone.isConnected && phone.state.stream.isOpen && head > 0)
            tell(phone, { kind: 'poked', grid, head });
        };
        later(latency(), poke);
      }
    },
    publishGrants: () => undefined,
    listen: () => () => undefined,
    stop: () => undefined,
  };
  const context: Context = { ...facts, storage, now: () => now, pokes, isDemo: true };

  const sessionOf = ({ device, staff }: SimPhone): Session => ({
    device,
    staff: { id: staff, name: staff },
    grants: district.grants
      .filter((grant) => grant.staff === staff)
      .map(({ role, scope }): Grant => ({ role, scope })),
    expiresAt: Number.MAX_SAFE_INTEGER,
    tokenHash: '',
  });

  /** One request through the bad network; null when no answer came home. */
  const request = async <Answer>(
    phone: SimPhone,
    call: () => Promise<Answer>,
  ): Promise<Answer | null> => {
    const fate = random();
    if (!phone.isConnected || fate < faults.lost) return null;
    const answer = await call();
    if (fate < faults.lost + faults.twice) await call();
    const isLost = fate > 1 - faults.answerLost || !phone.isConnected;
    return isLost ? null : answer;
  };

  const doPush = async (phone: SimPhone, most: number): Promise<void> => {
    const body = nextPush(phone, most);
    if (body === null)
      return tell(phone, {
        kind: 'push-ended',
        grid,
        end: { kind: 'settled', hasMore: false, head: 0 },
      });
    const { life } = phone;
    const answer = await request(phone, () => push(context, sessionOf(phone), body));
    later(latency(), () => {
      if (phone.life !== life) return;
      if (answer === null)
        return tell(phone, { kind: 'push-ended', grid, end: { kind: 'unreachable' } });
      settle(phone, answer);
      tell(phone, {
        kind: 'push-ended',
        grid,
        end: { kind: 'settled', hasMore: pendingOf(phone).length > 0, head: answer.head },
      });
    });
  };

  const doPull = async (phone: SimPhone): Promise<void> => {
    const { life, disk } = phone;
    const checkpointOf = (number: number) => ({ epoch: disk.epoch, grids: { [grid]: number } });
    const { grids, households: homes, visits } = disk.checkpoint;
    const checkpoints = {
      grids: checkpointOf(grids),
      households: checkpointOf(homes),
      visits: checkpointOf(visits),
    };
    const answer = await request(phone, () =>
      pull(context, sessionOf(phone), { checkpoints, limit }),
    );
    later(latency(), () => {
      if (phone.life !== life) return;
      if (answer === null)
        return tell(phone, { kind: 'pull-ended', grid, end: { kind: 'unreachable' } });
      if (!store(phone, answer))
        return later(1, () => (phone.life === life ? doPull(phone) : undefined)) && undefined;
      return tell(phone, {
        kind: 'pull-ended',
        grid,
        end: {
          kind: 'caught-up',
          isProven: isProven(phone, answer),
          head: answer.heads[grid]?.head ?? 0,
        },
      });
    });
  };

  const openStream = (phone: SimPhone): void => {
    const { life } = phone;
    later(latency(), () => {
      if (phone.life !== life) return;
      tell(
        phone,
        phone.isConnected
          ? { kind: 'stream-opened' }
          : { kind: 'stream-ended', end: { kind: 'unreachable' } },
      );
    });
  };

  const carryOut = (phone: SimPhone, effect: SyncEffect): void => {
    const { life } = phone;
    switch (effect.kind) {
      case 'push':
        later(1, () => (phone.life === life ? doPush(phone, effect.most) : undefined));
        return;
      case 'pull':
        if (effect.isFresh) forgetReplica(phone);
        later(1, () => (phone.life === life ? doPull(phone) : undefined));
        return;
      case 'open-stream':
        openStream(phone);
        return;
      case 'set-timer': {
        const key = `${phone.device} ${effect.timer}`;
        const happening = later(effect.waitMs, () => {
          if (phone.life === life && timers.get(key) === happening)
            tell(phone, { kind: 'timer', timer: effect.timer });
        });
        timers.set(key, happening);
        return;
      }
      case 'clear-timer':
        timers.delete(`${phone.device} ${effect.timer}`);
        return;
      case 'close-stream':
      case 'session-expired':
      case 'grid-revoked':
        return;
    }
  };

  const tell = (phone: SimPhone, event: SyncEvent): void => {
    for (const effect of feed(phone, event, random())) carryOut(phone, effect);
  };

  const startPhone = (phone: SimPhone): void => {
    tell(phone, { kind: 'grid-opened', grid });
    tell(phone, { kind: 'signed-in', waiting: [grid] });
  };

  const runUntil = async (at: number): Promise<void> => {
    for (;;) {
      queue.sort((left, right) => left.at - right.at || left.order - right.order);
      const next = queue[0];
      if (next === undefined || next.at > at) break;
      queue.shift();
      now = Math.max(now, next.at);
      await next.run();
    }
    now = at;
  };

  phones.forEach(startPhone);
  return {
    context,
    phones,
    faults,
    now: () => now,
    tell,
    killPhone: (phone) => {
      kill(phone);
      startPhone(phone);
    },
    runUntil,
  };
};
