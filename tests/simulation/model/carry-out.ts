// Carries operations out. An operation that makes no sense at that moment does nothing, so that shrinking may take any away.

import { decisionReasons } from '#core/household/household.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { assignDoors } from '#data/commands/assign-doors.ts';
import { decide, withdrawDecision } from '#data/commands/decide.ts';
import { listHousehold } from '#data/commands/list-household.ts';
import { recordVisit } from '#data/commands/record-visit.ts';
import { resolveDispute } from '#data/commands/resolve-dispute.ts';
import { CommandRefused, type Scene } from '#data/commands/scene.ts';
import { readUndoSources, undoVisit } from '#data/commands/undo-visit.ts';
import { withdrawHousehold } from '#data/commands/withdraw-household.ts';
import { dayMs } from '#testing/builders.ts';
import { deleteDatabase } from '../browser/disk.ts';
import { lives } from '../browser/life.ts';
import { settleKept } from '#data/commands/settle-kept.ts';
import { handOver } from './hand-over.ts';
import { closeRound } from './close-round.ts';
import { gridIds, people } from './district.ts';
import type { Operation } from './operations.ts';
import { hint, openGrid, perform, type Phone } from './phone.ts';
import type { World } from './world.ts';

type Of<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;
type Made = Of<
  'settle' | 'record' | 'undo' | 'list' | 'withdraw' | 'decide' | 'undecide' | 'resolve' | 'assign'
>;

const householdAt = ({ view }: Scene, door: number) => {
  const all = [...view.households.values()];
  const found = all[door % Math.max(1, all.length)];
  if (found === undefined) throw new CommandRefused('unknown-household');
  return found;
};
const ownVisitAt = (scene: Scene, door: number): string =>
  householdAt(scene, door).round.attempts.findLast(({ member }) => member === scene.staff)?.visit ??
  '';

const visitOf = (op: Of<'record'>, scene: Scene) => {
  const household = householdAt(scene, op.door);
  return recordVisit(scene, {
    household: household.id,
    disposition: dispositionCodes[op.disposition] ?? 'complete',
    mode: 'in-person',
    answers: [],
    facts: { phones: [`1300000000${op.tail}`], ...(op.tail === 3 ? { residents: op.door } : {}) },
    persons: op.tail === 1 ? [{ id: 'p1', phone: `1390000000${op.door}` }] : [],
    ...{ callbackAt: null, note: '', voids: op.voids ? ownVisitAt(scene, op.door) : '' },
  });
};

/** Something that is kept apart in the leader's grid, as the leader's screen lists it. */
const wordOf = async (op: Of<'settle'>, scene: Scene, world: World) => {
  const { storage } = world.server.store();
  const listed = await lives.run(undefined, () => storage.readRefused(scene.view.sheet.grid, 100));
  const kept = listed.filter(({ entry }) => entry.verdict === 'quarantined');
  const found = kept[op.door % Math.max(1, kept.length)]?.entry;
  if (found === undefined) throw new CommandRefused('nothing-to-settle');
  const other = scene.view.sheet.team[op.door % scene.view.sheet.team.length]?.id ?? '';
  return settleKept(found, {
    decision: op.decision === 'rejected' ? 'rejected' : 'accepted',
    staff: op.decision === 'another' ? other : '',
    reason: '核实。',
  });
};

const intentionOf = async (
  op: Made,
  scene: Scene,
  { phone, world }: { phone: Phone; world: World },
) => {
  switch (op.kind) {
    case 'settle':
      return wordOf(op, scene, world);
    case 'record':
      return visitOf(op, scene);
    case 'undo': {
      const visit = ownVisitAt(scene, op.door);
      const database = phone.shop?.database;
      if (database === undefined) throw new CommandRefused('not-ready');
      return undoVisit(scene, visit, await readUndoSources(database, scene, visit));
    }
    case 'list': {
      const door = {
        building: '2',
        unit: '2',
        floor: op.door + 1,
        room: `${op.door}09`,
        suffix: '',
      };
      return listHousehold(scene, { compound: 'c001', door });
    }
    case 'withdraw':
      return withdrawHousehold(
        [...scene.view.households.values()].findLast(({ listed }) => listed !== null)?.id ?? '',
      );
    case 'assign':
      return assignDoors(scene, {
        households: [householdAt(scene, op.door).id, householdAt(scene, op.door + 1).id],
        member: people[op.member]?.staff ?? '',
      });
    case 'decide':
      return decide(scene, {
        household: householdAt(scene, op.door).id,
        reason: decisionReasons[op.door % decisionReasons.length] ?? 'other',
        sentence: '物业确认。',
      });
    case 'undecide':
      return withdrawDecision(scene, householdAt(scene, op.door).id);
    case 'resolve': {
      const disputed = [...scene.view.households.values()].filter(
        ({ disputes }) => disputes.length > 0,
      );
      const household = disputed[op.door % Math.max(1, disputed.length)];
      const dispute = household?.disputes[0];
      if (household === undefined || dispute === undefined) throw new CommandRefused('no-dispute');
      const claim = dispute.claims[op.door % dispute.claims.length];
      return resolveDispute(scene, {
        household: household.id,
        field: dispute.field,
        value: claim?.value,
      });
    }
  }
};

const killSoon = (world: World, phone: Phone, op: Of<'kill'>): void => {
  const given = { downMs: op.downSeconds * 1000, isPowerCut: op.isPowerCut };
  if (op.steps === 0 || phone.life === null) return world.kill(phone, given);
  phone.life.stepsLeft = op.steps;
  phone.life.onKilled = () => world.kill(phone, given);
};

const ofPhone = async (world: World, phone: Phone, op: Operation): Promise<void> => {
  switch (op.kind) {
    case 'open':
      // What the person has no right to is on no list of theirs.
      return phone.shop?.session.get()?.grids.some(({ id }) => id === gridIds[op.grid])
        ? openGrid(phone, gridIds[op.grid])
        : undefined;
    case 'cut':
      phone.isConnected = false;
      if (phone.life !== null) world.network.cut(phone.life, op.isSilent);
      return op.isTold ? hint(phone, 'offline') : undefined;
    case 'heal':
      phone.isConnected = true;
      return hint(phone, 'online');
    case 'kill':
      return killSoon(world, phone, op);
    case 'lose-copies':
      phone.mayRepair = true;
      for (const name of [...phone.disk.databases.keys()]) {
        if (name.includes('replica')) deleteDatabase(phone.disk, name);
      }
      return;
    case 'full-disk':
      phone.mayRepair = true;
      phone.disk.failsAfter[op.where] = op.after;
      phone.disk.partStored = op.part;
      phone.disk.isStalling = op.isStalling;
      return;
    case 'skew':
      phone.skewMs = op.days * dayMs;
      return;
    default:
      return undefined;
  }
};

const ofServer = async (world: World, op: Operation): Promise<void> => {
  const { server, clock } = world;
  switch (op.kind) {
    case 'grants': {
      const staff = people[op.person]?.staff ?? '';
      const scope = gridIds[op.grid];
      const others = (world.grants.get(staff) ?? []).filter((grant) => grant.scope !== scope);
      const own = people[op.person]?.grants.find((grant) => grant.scope === scope);
      const given = own ?? { role: 'member' as const, scope };
      return world.giveGrants(staff, op.isGiven ? [...others, given] : others);
    }
    case 'close-round':
      return closeRound(world.server.context(), gridIds[op.grid]);
    case 'server-down':
      server.isDown = true;
      server.endStreams();
      clock.later(op.seconds * 1000, () => void (server.isDown = false));
      return;
    case 'restore':
      world.restores += 1;
      for (const phone of world.phones) phone.mayRepair = true;
      return server.restore(2 + Math.floor((server.store().commits() - 2) * op.share));
    default:
      return undefined;
  }
};

/** What an operator does is not what the store's faults are for. */
const unharmed = async (world: World, act: () => Promise<void>): Promise<void> => {
  const { faults } = world.server.store();
  const kept = { ...faults };
  Object.assign(faults, { aborts: null, refuses: null });
  await act();
  Object.assign(world.server.store().faults, kept);
};

export const carryOut = async (world: World, op: Operation): Promise<void> => {
  if (op.kind === 'wait') return world.clock.runUntil(world.clock.now() + op.seconds * 1000);
  if (op.kind === 'store-fails') return void (world.server.store().faults[op.how] = op.after);
  if (op.kind === 'hand-over') return handOver(world, op);
  if (!('phone' in op)) return unharmed(world, () => ofServer(world, op));
  if (op.kind === 'wipe') return unharmed(world, () => world.wipe(world.phones[op.phone] as Phone));
  const phone = world.phones[op.phone] as Phone;
  if ('door' in op) {
    perform(
      phone,
      (scene) => intentionOf(op, scene, { phone, world }),
      (error) => world.broken.push(`phone ${phone.index} cannot record: ${String(error)}`),
    );
    return;
  }
  return ofPhone(world, phone, op);
};
