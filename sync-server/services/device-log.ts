// A device's log of one grid: numbers without holes, each entry's hash over the one before. LOG-1: an event that was
// stored is never stored again nor changed. LOG-2: another event under a number already taken is kept beside it, never
// in its place. LOG-3: an event whose chain does not fit is kept, and the chain goes on from what the phone says.
// GAP-1: numbers that a restored server lacks and the phone no longer holds are a gap: the event after it is kept apart, so
// that the leader sees it, and the log goes on. What comes later for a number in the gap is kept apart, too.

import { canonicalJson } from '#core/merge/canonical.ts';
import type { Envelope } from '#schema/events.ts';
import type { Quarantine, Rejection, Verdict } from '#schema/protocol.ts';
import type { Chain, LedgerEntry } from '../storage/port.ts';
import { sha256Hex } from './hashing.ts';

/** An event as it came, with its canonical text and the chain's hash before and after it, as the phone claims. */
export type ChainedEvent = { event: Envelope; json: string; prev: string; hash: string };

/** @param prevHash the chain's hash before the first of the events */
export const chainEvents = (events: readonly Envelope[], prevHash: string): ChainedEvent[] => {
  let prev = prevHash;
  return events.map((event) => {
    const json = canonicalJson(event);
    const chained = { event, json, prev, hash: sha256Hex(prev + json) };
    prev = chained.hash;
    return chained;
  });
};

export type Fate =
  | { verdict: 'accepted'; seq: number }
  | { verdict: 'rejected'; reason: Rejection; where?: string }
  | { verdict: 'quarantined'; reason: Quarantine };

export const entryOf = (
  { event, json, hash }: ChainedEvent,
  fate: Fate,
  { receivedAt, fork = '' }: { receivedAt: number; fork?: string },
): LedgerEntry => ({
  device: event.device,
  n: event.n,
  fork,
  id: event.id,
  json,
  hash,
  verdict: fate.verdict,
  reason: fate.verdict === 'accepted' ? '' : fate.reason,
  where: fate.verdict === 'rejected' ? (fate.where ?? '') : '',
  seq: fate.verdict === 'accepted' ? fate.seq : null,
  receivedAt,
});

export const verdictOf = (n: number, fate: Fate): Verdict => ({ n, ...fate });

/** What a repeated event is told: a duplicate when it was accepted, else the same reason as the first time. */
export const repeatedVerdict = (entry: LedgerEntry): Verdict => {
  const { n, verdict, reason, where, seq } = entry;
  switch (verdict) {
    case 'accepted':
      return { n, verdict: 'duplicate', seq };
    case 'rejected':
      return { n, verdict, reason, ...(where === '' ? {} : { where }) };
    case 'quarantined':
      return { n, verdict, reason };
  }
};

/** LOG-2: the key under which another event of the same number is kept. */
export const forkKey = (json: string): string => sha256Hex(json).slice(0, 16);

export const chainAfter = ({ event, hash }: ChainedEvent): Chain => ({ last: event.n, hash });
