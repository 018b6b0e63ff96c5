// Taking events in. PUSH-1: every event of a push is stored under its number, with a verdict, in one transaction with
// all that follows from it. PUSH-2: one bad event never turns away its neighbours. PUSH-3: repeating a push changes
// nothing and answers the same. PUSH-4: what comes from where it should not is stored, but not taken.

import { mayMake, mayRead, type GridPlace } from '#core/access/grants.ts';
import type { GridEvent } from '#core/event/event.ts';
import { eventIdOf } from '#core/ids.ts';
import { emptyDigest, digestText } from '#core/merge/digest.ts';
import { parseEvent, type ParsedEvent } from '#schema/events.ts';
import type { Digests, PushRequest, PushResponse, Quarantine, Verdict } from '#schema/protocol.ts';
import type { Chain, GridRow, GridTransaction, LedgerEntry } from '../storage/port.ts';
import type { Context } from './context.ts';
import {
  chainAfter,
  chainEvents,
  entryOf,
  forkKey,
  repeatedVerdict,
  verdictOf,
  type ChainedEvent,
  type Fate,
} from './device-log.ts';
import { openGridWork, readSheet, type GridWork } from './grid-work.ts';
import { countVisits } from './hours.ts';
import { phoneOf } from './phones.ts';
import { Refused } from './refused.ts';
import type { Session } from './sessions.ts';

const nothing = digestText(emptyDigest);
const emptyDigests: Digests = { grids: nothing, households: nothing, visits: nothing };

/** @throws Refused `bad-shape` when the events are not this device's, not this grid's, or not numbered from `from` on */
export const push = async (
  context: Context,
  session: Session,
  request: PushRequest,
): Promise<PushResponse> => {
  refuseForeignLog(session, request);
  const receivedAt = context.now();
  const chained = chainEvents(request.events, request.prevHash);
  const taken = await context.storage.inGrid(request.grid, (transaction) =>
    takeIn(transaction, { session, request, chained, receivedAt }),
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

type Delivery = {
  session: Session;
  request: PushRequest;
  chained: readonly ChainedEvent[];
  receivedAt: number;
};
type Taken = Omit<PushResponse, 'epoch' | 'grants'> & { isChanged: boolean };

const takeIn = async (transaction: GridTransaction, delivery: Delivery): Promise<Taken> => {
  const { session, request, chained } = delivery;
  const row = await transaction.readGrid();
  const chain = await transaction.readChain(session.device);
  if (request.from > chain.last + 1) return { ...holeAnswer(chain), ...stateOf(session, row) };

  const known = chained.filter(({ event }) => event.n <= chain.last);
  const fresh = chained.slice(known.length);
  const work = await openWork(transaction, row, delivery);
  const scene: Scene = { ...delivery, row, work };
  const repeats = await repeat(transaction, known, scene);
  const news = await takeNew(fresh, chain, scene);
  await transaction.appendLedger([...repeats.entries, ...news.entries]);

  const last = fresh.at(-1);
  if (last !== undefined) await transaction.putChain(session.device, chainAfter(last));
  const after = work ? await work.flush() : row;
  if (row !== undefined && mayMake(session.grants, row, 'visit-recorded')) {
    await transaction.putPhone(phoneOf(session, request.announce, delivery.receivedAt));
  }
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

type Scene = Delivery & { row: GridRow | undefined; work: GridWork | undefined };
type Outcome = { entries: LedgerEntry[]; verdicts: Verdict[] };

/** The grid's documents, opened only for somebody who may change them. */
const openWork = async (
  transaction: GridTransaction,
  row: GridRow | undefined,
  { session, chained }: Delivery,
): Promise<GridWork | undefined> => {
  if (row === undefined || chained.length === 0) return undefined;
  if (!mayMake(session.grants, row, 'visit-recorded')) return undefined;
  return openGridWork(transaction, { row, sheet: await readSheet(transaction, row.grid) });
};

/** Numbers that are stored already: the same event is told its verdict again, another one is kept beside it. */
const repeat = async (
  transaction: GridTransaction,
  known: readonly ChainedEvent[],
  { session, receivedAt }: Scene,
): Promise<Outcome> => {
  const outcome: Outcome = { entries: [], verdicts: [] };
  const first = known.at(0);
  const last = known.at(-1);
  if (first === undefined || last === undefined) return outcome;
  const { device } = session;
  const stored = await transaction.readLedger(device, first.event.n, last.event.n);
  const storedByN = new Map(stored.map((entry) => [entry.n, entry]));
  for (const chained of known) {
    const entry = storedByN.get(chained.event.n);
    if (entry !== undefined && entry.json === chained.json) {
      outcome.verdicts.push(repeatedVerdict(entry));
      continue;
    }
    const fate = quarantined('chain-broken');
    const fork = forkKey(chained.json);
    outcome.entries.push(entryOf(chained, fate, { receivedAt, fork }));
    outcome.verdicts.push(verdictOf(chained.event.n, fate));
  }
  return outcome;
};

type Examined = { chained: ChainedEvent; parsed: ParsedEvent | Fate };

const takeNew = async (
  fresh: readonly ChainedEvent[],
  chain: Chain,
  scene: Scene,
): Promise<Outcome> => {
  const outcome: Outcome = { entries: [], verdicts: [] };
  const examined = fresh.map((chained, k): Examined => {
    const before = fresh[k - 1]?.hash ?? chain.hash;
    return { chained, parsed: examine(chained, before, scene) };
  });
  const events = examined.map(({ parsed }) => ('event' in parsed ? parsed.event : undefined));
  await scene.work?.expect(events.filter((event) => event !== undefined));
  for (const { chained, parsed } of examined) {
    const fate = await decideFate(parsed, scene);
    outcome.entries.push(entryOf(chained, fate, scene));
    outcome.verdicts.push(verdictOf(chained.event.n, fate));
  }
  return outcome;
};

const quarantined = (reason: Quarantine): Fate => ({ verdict: 'quarantined', reason });

/** Where an event comes from decides first, what it says second. @param before the chain's hash as stored */
const examine = (chained: ChainedEvent, before: string, scene: Scene): ParsedEvent | Fate => {
  if (chained.prev !== before) return quarantined('chain-broken');
  if (scene.row === undefined) return quarantined('unknown-grid');
  if (scene.work === undefined) return quarantined('no-grant');
  if (chained.event.staff !== scene.session.staff.id) return quarantined('other-staff');
  return parseEvent(chained.event);
};

const decideFate = async (examined: ParsedEvent | Fate, scene: Scene): Promise<Fate> => {
  if ('verdict' in examined) return examined;
  if (examined.kind === 'refused') {
    return { verdict: 'rejected', reason: examined.reason, where: examined.where };
  }
  return applyEvent(examined.event, scene);
};

const applyEvent = async (event: GridEvent, scene: Scene): Promise<Fate> => {
  const { session, row, work, receivedAt } = scene;
  if (row === undefined || work === undefined) return quarantined('no-grant');
  const place: GridPlace = row;
  if (!mayMake(session.grants, place, event.kind)) {
    return { verdict: 'rejected', reason: 'not-allowed' };
  }
  const applied = await work.apply(event, receivedAt);
  return applied.kind === 'accepted'
    ? { verdict: 'accepted', seq: applied.seq }
    : { verdict: 'rejected', reason: applied.reason };
};
