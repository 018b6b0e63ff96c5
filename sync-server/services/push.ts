// Taking events in. PUSH-1: every event of a push is stored under its number, with a verdict, in one transaction with
// all that follows from it. PUSH-2: one bad event never turns away its neighbours. PUSH-3: repeating a push changes
// nothing and answers the same. PUSH-4: what comes from where it should not is stored, but not taken.

import { mayMake, mayRead } from '#core/access/grants.ts';
import { eventIdOf } from '#core/ids.ts';
import { emptyDigest, digestText } from '#core/merge/digest.ts';
import type { Digests, PushRequest, PushResponse } from '#schema/protocol.ts';
import type { Chain, GridRow, GridTransaction } from '../storage/port.ts';
import type { Context } from './context.ts';
import { chainAfter, chainEvents } from './device-log.ts';
import { openGridWork, readSheet, type GridWork } from './grid-work.ts';
import { countVisits } from './hours.ts';
import { lessBrought, phoneOf } from './phones.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';
import { repeatVerdicts, takeNew, type Delivery, type Scene } from './verdicts.ts';

const nothing = digestText(emptyDigest);
const emptyDigests: Digests = { grids: nothing, households: nothing, visits: nothing };

/** @throws Refused `bad-shape` when the events are not this device's, not this grid's, or not numbered from `from` on */
export const push = (
  context: Context,
  session: Session,
  request: PushRequest,
): Promise<PushResponse> => takeDelivery(context, { session, request, way: 'own' });

/** Events of a device that another phone carries: the same, but nothing was heard of the device itself. */
export const pushCarried = (
  context: Context,
  session: Session,
  request: PushRequest,
): Promise<PushResponse> => takeDelivery(context, { session, request, way: 'carried' });

const takeDelivery = async (
  context: Context,
  given: Pick<Delivery, 'session' | 'request' | 'way'>,
): Promise<PushResponse> => {
  const { session, request } = given;
  refuseForeignLog(session, request);
  const receivedAt = context.now();
  const chained = chainEvents(request.events, request.prevHash);
  const taken = await context.storage.inGrid(request.grid, (transaction) =>
    takeIn(transaction, { ...given, chained, receivedAt, epoch: context.epoch }),
  );
  if (taken.isChanged) context.pokes.publish(request.grid, taken.head);
  const { isChanged: _, ...answer } = taken;
  return { ...answer, epoch: context.epoch, grants: session.grants };
};

const refuseForeignLog = (session: Session, { grid, from, events }: PushRequest): void => {
  events.forEach((event, k) => {
    const n = from + k;
    const wrong = (field: string): Refused => new Refused('bad-shape', `events.${k}.${field}`);
    if (event.device !== session.device) throw wrong('device');
    if (event.grid !== grid) throw wrong('grid');
    if (event.n !== n) throw wrong('n');
    if (event.id !== eventIdOf(session.device, n)) throw wrong('id');
  });
};

type Taken = Omit<PushResponse, 'epoch' | 'grants'> & { isChanged: boolean };

const takeIn = async (transaction: GridTransaction, delivery: Delivery): Promise<Taken> => {
  const { session, request, chained } = delivery;
  const row = await transaction.readGrid();
  const chain = await transaction.readChain(session.device);
  if (isHole(request, chain)) return { ...holeAnswer(chain), ...stateOf(session, row) };

  const known = chained.filter(({ event }) => event.n <= chain.last);
  const fresh = chained.slice(known.length);
  const work = await openWork(transaction, row, delivery);
  const scene: Scene = { ...delivery, transaction, row, work };
  const repeats = await repeatVerdicts(known, scene);
  const news = await takeNew(fresh, chain, scene);
  await transaction.appendLedger([...repeats.entries, ...news.entries]);

  const last = fresh.at(-1);
  if (last !== undefined) await transaction.putChain(session.device, chainAfter(last));
  const after = work ? await work.flush() : row;
  const isHeard = delivery.way === 'own' && row !== undefined;
  if (isHeard && mayMake(session.grants, row, 'visit-recorded')) {
    const left = lessBrought(request.announce, chained.length);
    await transaction.putPhone(phoneOf(session, left, delivery.receivedAt));
  }
  if (delivery.way === 'carried') await transaction.lowerPending(session.device, fresh.length);
  for (const { hourMs, visits } of countVisits(news.entries)) {
    await transaction.addVisits(hourMs, visits);
  }
  const reached = last === undefined ? chain : chainAfter(last);
  return {
    verdicts: [...repeats.verdicts, ...news.verdicts],
    ...reached,
    ...stateOf(session, after),
    isChanged: after !== undefined && after.head !== row?.head,
  };
};

/** GAP-1: numbers that the phone says are gone from it as well are not waited for. */
const isHole = ({ from, events, heldBefore }: PushRequest, { last }: Chain): boolean => {
  const isGone = events.length > 0 && heldBefore !== undefined && heldBefore <= last;
  return from > last + 1 && !isGone;
};

const holeAnswer = (chain: Chain) => ({
  expected: chain.last + 1,
  verdicts: [],
  ...chain,
  isChanged: false,
});

/** ACCESS: whoever may not read the grid learns nothing of it. */
const stateOf = (
  { grants }: Session,
  row: GridRow | undefined,
): { head: number; digest: Digests } =>
  row !== undefined && mayRead(grants, row)
    ? { head: row.head, digest: row.digests }
    : { head: 0, digest: emptyDigests };

/** The grid's documents, opened only for somebody who may change them. */
const openWork = async (
  transaction: GridTransaction,
  row: GridRow | undefined,
  { session, request, chained, epoch }: Delivery,
): Promise<GridWork | undefined> => {
  if (row === undefined || chained.length === 0) return undefined;
  if (!mayMake(session.grants, row, 'visit-recorded')) return undefined;
  const sheet = await readSheet(transaction, row.grid);
  return openGridWork(transaction, { row, sheet, isOfEpoch: request.epoch === epoch });
};
