// The app in memory, over the real reducer, overlay and commands, so that every screen can be seen and tested without
// server and databases: `vite dev --mode fixture`. `localStorage['fixture']` chooses the moment: signed-out, elsewhere,
// no-storage, loading, leader, refused, received, wiped, revoked, kept-offline, kept-none. Never part of a production bundle.

import type { GridEvent } from '#core/event/event.ts';
import { eventIdOf, type EventId } from '#core/ids.ts';
import type { Visit } from '#core/visit/visit.ts';
import { assignDoors } from '#data/commands/assign-doors.ts';
import { decide, withdrawDecision } from '#data/commands/decide.ts';
import { listHousehold } from '#data/commands/list-household.ts';
import { recordVisit } from '#data/commands/record-visit.ts';
import { resolveDispute } from '#data/commands/resolve-dispute.ts';
import { undoVisit } from '#data/commands/undo-visit.ts';
import { withdrawHousehold } from '#data/commands/withdraw-household.ts';
import { createView } from '#data/overlay/grid-view.ts';
import { overlayOf } from '#data/overlay/overlay.ts';
import type { Intention } from '#data/outbox/outbox.ts';
import { createWritable } from '#data/readable.ts';
import type { EventFate, GridView, OwnEvent } from '#data/view.ts';
import type { App, GridState, SessionState } from '#session/app.ts';
import type { StorageState, SyncStatus } from '#sync/status.ts';
import { fixtureCoverage, fixturePhones } from './fixture-desk.ts';
import { fixtureKept } from './fixture-kept.ts';
import { fixtureHouseholds, fixtureSheet } from './fixture-grid.ts';
import { fixtureHandOver } from './fixture-hand-over.ts';

const grid = 'g001';
const staff = { id: 's002', name: '演示甲' };

const statusOf = (moment: string, pending: number, oldest: number | null): SyncStatus => ({
  pending,
  oldestPendingAt: oldest,
  refused: moment === 'refused' ? 1 : 0,
  isSending: false,
  receivedAt: Date.now() - 60_000,
  digestAgreedAt: Date.now() - 60_000,
  isRepairing: false,
  problem: moment === 'received' ? null : 'offline',
  loading: moment === 'loading' ? 0.42 : null,
});

const sessionOf = (moment: string): SessionState => {
  if (moment === 'elsewhere' || moment === 'no-storage') return { kind: moment };
  if (moment === 'signed-out') return { kind: moment, recognised: null };
  if (moment === 'wiped')
    return {
      kind: 'signed-out',
      recognised: { name: staff.name, lost: 5, oldestAt: Date.now() - 3 * 3_600_000 },
    };
  const role =
    moment === 'leader' || moment.startsWith('kept')
      ? 'leader'
      : moment === 'desk' || moment === 'stale'
        ? 'desk'
        : 'member';
  const grants = [{ role, scope: role === 'desk' ? '130404' : grid } as const];
  const grids = [{ id: grid, name: '岭南一社区 3 网格', community: '岭南一社区' }];
  return { kind: 'signed-in', isExpired: false, session: { staff, grants, grids, isDemo: true } };
};

const fates: EventFate[] = [
  { kind: 'rejected', reason: 'attempts-owed' },
  { kind: 'quarantined', reason: 'round-closed', settled: null },
  {
    kind: 'quarantined',
    reason: 'no-grant',
    settled: { decision: 'accepted', by: '演示组长', reason: '', at: Date.now() },
  },
  {
    kind: 'quarantined',
    reason: 'no-grant',
    settled: { decision: 'rejected', by: '演示组长', reason: '已由别人登记', at: Date.now() },
  },
];

const draftKey = (household: string): string => `fixture-draft-${household}`;

export const fixtureApp = (): App => {
  const moment = localStorage.getItem('fixture') ?? 'member';
  const sheet = fixtureSheet();
  const households = new Map(fixtureHouseholds(Date.now()).map((one) => [one.id, one]));
  const events: { event: GridEvent; undo: Intention['undo'] }[] = [];
  let persons = 0;

  const overlay = () =>
    overlayOf(
      { sheet, households },
      events.map(({ event }) => ({ event, isSent: false })),
    );
  const makeView = (): GridView =>
    createView({ sheet, households, overlay: overlay(), applied: 500 });
  let view = makeView();
  const session = createWritable<SessionState>(sessionOf(moment));
  const gridState = createWritable<GridState>(
    moment === 'loading' || moment === 'revoked'
      ? { kind: moment, grid }
      : { kind: 'open', grid, view },
  );
  const status = createWritable<SyncStatus>(statusOf(moment, 0, null));
  const storage = createWritable<StorageState>({ isPersisted: true, freeBytes: 12_400_000_000 });

  const scene = () => ({ view, staff: staff.id, nowMs: Date.now() });
  const save = async (intention: Intention): Promise<EventId> => {
    const n = events.length + 1;
    const id = eventIdOf('zz', n);
    const fact = intention.factOf(id);
    const event = {
      id,
      device: 'zz',
      grid,
      n,
      hlc: [Date.now(), 0],
      seen: 500,
      staff: staff.id,
      v: 1,
      ...fact,
    } as GridEvent;
    events.push({ event, undo: intention.undo });
    if (intention.household !== '') localStorage.removeItem(draftKey(intention.household));
    view = makeView();
    if (moment !== 'revoked') gridState.set({ kind: 'open', grid, view });
    status.set(statusOf(moment, events.length, events[0]!.event.hlc[0]));
    return id;
  };
  const sourceOf = (id: string) => {
    const found = events.find(({ event }) => event.id === id);
    return found as Parameters<typeof undoVisit>[2]['visit'];
  };

  return {
    session,
    grid: gridState,
    status,
    storage,
    enrol: async () => {
      session.set(sessionOf('member'));
      return { kind: 'enrolled' };
    },
    reEnrol: async () => {
      session.set(sessionOf('member'));
      return { kind: 'enrolled' };
    },
    openGrid: async () => undefined,
    takeOver: async () => session.set(sessionOf('member')),
    signOut: async () => {
      if (events.length > 0) return false;
      session.set({ kind: 'signed-out', recognised: null });
      return true;
    },
    syncNow: () => undefined,
    recordVisit: async (form) => save(recordVisit(scene(), form)),
    undoVisit: async (visit) => {
      const source = sourceOf(visit);
      const event = source?.event;
      const voids = event?.kind === 'visit-recorded' ? event.body.visit.voids : '';
      return save(undoVisit(scene(), visit, { visit: source, corrected: sourceOf(voids) }));
    },
    listHousehold: async (compound, door) =>
      (await save(listHousehold(scene(), { compound, door }))) as string,
    withdrawHousehold: async (household) => save(withdrawHousehold(household)),
    assignDoors: async (doors, member) => save(assignDoors(scene(), { households: doors, member })),
    resolveDispute: async (household, field, value) =>
      save(resolveDispute(scene(), { household, field, value })),
    decide: async (household, reason, sentence) =>
      save(decide(scene(), { household, reason, sentence })),
    withdrawDecision: async (household) => save(withdrawDecision(scene(), household)),
    newPersonId: () => `zz.new.${(persons += 1)}`,
    visitsOf: async (household) => {
      const { visits, voided } = overlay();
      return [...visits.values()]
        .filter((visit) => visit.household === household)
        .map((visit): Visit => ({ ...visit, voidedBy: voided.get(visit.id) ?? '' }))
        .reverse();
    },
    ownEvents: async () =>
      events
        .map(({ event }): OwnEvent => {
          const body = event.body as { household?: string; visit?: { household: string } };
          const household = body.household ?? body.visit?.household ?? '';
          const fate =
            moment === 'refused' ? fates[event.n % fates.length]! : ({ kind: 'saved' } as const);
          return { id: event.id, kind: event.kind, household, at: event.hlc[0], fate };
        })
        .reverse(),
    markRefusalsSeen: async () => undefined,
    readDraft: async (household) => JSON.parse(localStorage.getItem(draftKey(household)) ?? 'null'),
    writeDraft: async (household, form) =>
      localStorage.setItem(draftKey(household), JSON.stringify(form)),
    deleteDraft: async (household) => localStorage.removeItem(draftKey(household)),
    newestDraft: async () =>
      Object.keys(localStorage)
        .find((key) => key.startsWith('fixture-draft-'))
        ?.slice(14) ?? '',
    coverage: async (area) => {
      const asOf = Date.now() - (moment === 'stale' ? 7_200_000 : 0);
      return { coverage: fixtureCoverage(area, asOf), asOf, isLive: moment !== 'stale' };
    },
    phones: async () => ({ phones: fixturePhones(Date.now()), asOf: Date.now(), isLive: true }),
    quarantine: async () => {
      const asOf = Date.now() - (moment === 'kept-offline' ? 7_200_000 : 0);
      const quarantine = fixtureKept(asOf);
      if (moment === 'kept-none') quarantine.kept = [];
      const waiting = events.flatMap(({ event }) =>
        event.kind === 'quarantine-settled' ? [event.body] : [],
      );
      return { quarantine, waiting, asOf, isLive: moment !== 'kept-offline' };
    },
    settleKept: async (kept, word) => {
      for (const key of kept)
        await save({
          household: '',
          factOf: () => ({ kind: 'quarantine-settled', body: { ...key, ...word } }),
          undo: { facts: {}, persons: [] },
        });
    },
    ...fixtureHandOver(moment, () => events.length),
    now: () => Date.now(),
  };
};
