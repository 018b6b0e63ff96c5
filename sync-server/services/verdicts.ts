// The fate of each event of a push. VERDICT-1: where an event comes from decides first (chain, grid, grant, staff), what
// it says second (kind, shape, right, content). VERDICT-2: a verdict is stored with its event and given again when the
// event is repeated; an accepted one is then a duplicate.

import { mayMake } from '#core/access/grants.ts';
import type { GridEvent } from '#core/event/event.ts';
import { parseEvent, type ParsedEvent } from '#schema/events.ts';
import type { PushRequest, Quarantine, Verdict } from '#schema/protocol.ts';
import type { Chain, GridRow, GridTransaction, LedgerEntry } from '../storage/port.ts';
import {
  entryOf,
  forkKey,
  repeatedVerdict,
  verdictOf,
  type ChainedEvent,
  type Fate,
} from './device-log.ts';
import { keptWhenEarly } from './came-early.ts';
import type { GridWork } from './grid-work.ts';
import type { Session } from './sessions.ts';
import { settleKept } from './settle.ts';

/** One push of one device, its events chained as the phone claims. */
export type Delivery = {
  session: Session;
  request: PushRequest;
  chained: readonly ChainedEvent[];
  receivedAt: number;
  /** The server's own. */
  epoch: string;
  way: 'own' | 'carried';
};
/** `row`: undefined for a grid that does not exist; `work`: for one in which the sender may not record. */
export type Scene = Delivery & {
  transaction: GridTransaction;
  row: GridRow | undefined;
  work: GridWork | undefined;
};
/** What is to be stored, and what is to be answered. */
export type Outcome = { entries: LedgerEntry[]; verdicts: Verdict[] };

/** Numbers that are stored already: the same event is told its verdict again, another one is kept beside it. */
export const repeatVerdicts = async (
  known: readonly ChainedEvent[],
  { transaction, session, receivedAt }: Scene,
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

/** Numbers that follow the stored ones. @param chain what is stored of the log */
export const takeNew = async (
  fresh: readonly ChainedEvent[],
  chain: Chain,
  scene: Scene,
): Promise<Outcome> => {
  const outcome: Outcome = { entries: [], verdicts: [] };
  // GAP-1: nothing follows on a gap, whatever the phone says of the chain before it.
  const stored = fresh[0]?.event.n === chain.last + 1 ? chain.hash : '';
  const examined = fresh.map((chained, k): Examined => {
    const before = fresh[k - 1]?.hash ?? stored;
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
  const { transaction, session, row, work, receivedAt } = scene;
  if (row === undefined || work === undefined) return quarantined('no-grant');
  if (!mayMake(session.grants, row, event.kind)) {
    return { verdict: 'rejected', reason: 'not-allowed' };
  }
  if (event.kind === 'quarantine-settled') return settleKept(event, { ...scene, work });
  return keptWhenEarly(await work.apply(event, receivedAt), event, transaction);
};
