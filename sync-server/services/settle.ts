// A leader's word on an event that was kept apart. ADMIT-1: an event is settled once, by a leader of its grid; the entry
// itself stays as it was, and its phone is told the same verdict for ever. ADMIT-2: what is accepted goes through the
// same reducer as an event that comes now, in the name of whom the leader says, and a closed round does not refuse it.
// ADMIT-3: what the reducer refuses even so stays open. ADMIT-4: only what was quarantined can be settled.

import type { EventOf, GridEvent } from '#core/event/event.ts';
import type { EventId } from '#core/ids.ts';
import { parseEvent, type Envelope } from '#schema/events.ts';
import type { Rejection } from '#schema/protocol.ts';
import type { GridTransaction, LedgerEntry } from '../storage/port.ts';
import type { Fate } from './device-log.ts';
import type { GridWork } from './grid-work.ts';
import { hourOfMs } from './hours.ts';

type Place = { transaction: GridTransaction; work: GridWork; receivedAt: number };
type Settling = EventOf<'quarantine-settled'>;

const rejected = (reason: Rejection): Fate => ({ verdict: 'rejected', reason });

/** Settles the entry that the event names, or says why it cannot. Who may settle is the caller's business. */
export const settleKept = async (event: Settling, place: Place): Promise<Fate> => {
  const { transaction } = place;
  const { device, n, fork, decision } = event.body;
  const entry = await transaction.readEntry(device, n, fork);
  if (entry?.verdict !== 'quarantined') return rejected('nothing-to-settle');
  const settled = await transaction.readSettlement(device, n, fork);
  if (settled !== undefined) return rejected('already-settled');
  return decision === 'accepted' ? accept(event, entry, place) : refuse(event, entry, place);
};

const accept = async (event: Settling, entry: LedgerEntry, place: Place): Promise<Fate> => {
  const { transaction, work, receivedAt } = place;
  const kept = parseEvent(JSON.parse(entry.json) as Envelope);
  if (kept.kind === 'refused') return rejected('nothing-to-settle');
  if (kept.event.kind === 'quarantine-settled') return rejected('not-allowed');
  const staff = event.body.staff || kept.event.staff;
  const isTeam = work.sheet.team.some(({ id }) => id === staff);
  if (event.body.staff !== '' && !isTeam) return rejected('unknown-member');
  const taken = underFreeId({ ...kept.event, staff }, entry, event.id);
  // Its clock was clamped by its own receipt: waiting for the leader makes nothing later than it was.
  const fate = await work.apply(taken, entry.receivedAt, { isAdmitted: true });
  if (fate.verdict !== 'accepted') return fate;
  await putWord(event, { staff, seq: fate.seq }, place);
  if (taken.kind === 'visit-recorded') await transaction.addVisits(hourOfMs(receivedAt), 1);
  return fate;
};

const refuse = async (event: Settling, entry: LedgerEntry, place: Place): Promise<Fate> => {
  const fate = await place.work.apply(event, place.receivedAt);
  const { staff } = JSON.parse(entry.json) as Envelope;
  if (fate.verdict === 'accepted') await putWord(event, { staff, seq: null }, place);
  return fate;
};

const putWord = (
  { id, staff: by, body: { device, n, fork, decision, reason } }: Settling,
  { staff, seq }: { staff: string; seq: number | null },
  { transaction, receivedAt: at }: Place,
): Promise<void> =>
  transaction.putSettlement({ device, n, fork, decision, by, staff, reason, at, event: id, seq });

/** An event beside the log bears an id that the log's own event may bear too: it is taken under the id of the leader's word. */
const underFreeId = (event: GridEvent, { fork }: LedgerEntry, id: EventId): GridEvent => {
  if (fork === '') return event;
  return event.kind === 'household-listed'
    ? { ...event, id, body: { ...event.body, household: id as string } }
    : { ...event, id };
};
