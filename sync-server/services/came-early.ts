// An event may build on one of another device that this server does not hold: it was restored from a backup, and that device
// has not yet sent again what is lacking. EARLY-1: such an event is kept apart, not rejected, so that it can still be taken.

import type { GridEvent } from '#core/event/event.ts';
import { deviceOfEvent, numberOfEvent, type EventId } from '#core/ids.ts';
import type { Quarantine } from '#schema/protocol.ts';
import type { GridTransaction } from '../storage/port.ts';
import type { Fate } from './device-log.ts';
import { referencesOf } from './references.ts';

const causes: readonly Quarantine[] = ['unknown-household', 'unknown-visit', 'no-dispute'];

const causeOf = (fate: Fate): Quarantine | undefined =>
  fate.verdict === 'rejected'
    ? causes.find((cause) => (cause as string) === fate.reason)
    : undefined;

/** Everything by name that is an event of another device, or bears the id of one. */
const namedBy = (event: GridEvent): EventId[] => {
  const { households, visits } = referencesOf(event);
  const claims = event.kind === 'dispute-resolved' ? event.body.over : [];
  const named: readonly string[] = [...households, ...visits, ...claims];
  return named.filter((id) => /^[a-z0-9]+\.\d+$/.test(id) && deviceOfEvent(id) !== event.device);
};

/** EARLY-1. The fate as it is when nothing is lacking. */
export const keptWhenEarly = async (
  fate: Fate,
  event: GridEvent,
  transaction: GridTransaction,
): Promise<Fate> => {
  const reason = causeOf(fate);
  if (reason === undefined) return fate;
  for (const id of namedBy(event)) {
    const { last } = await transaction.readChain(deviceOfEvent(id));
    if (numberOfEvent(id) > last) return { verdict: 'quarantined', reason };
  }
  return fate;
};
