// What a screen of the open grid shows: the replica with the phone's own pending events applied on top by the same
// reducer that the server runs. DATA-1: a view is immutable; every change makes a new one that shares what did not
// change (same Household object, same Standing object), so that screens may compare by identity.

import type { GridSheet } from '#core/grid/sheet.ts';
import type { Household } from '#core/household/household.ts';
import type { EventId, HouseholdId } from '#core/ids.ts';
import type { Standing } from '#core/standing/standing.ts';

/** The store contract of Svelte, without Svelte: calls back at once and on every change; returns the unsubscriber. */
export type Readable<Value> = { subscribe(run: (value: Value) => void): () => void };

/** Where an own event stands: on this phone only, received, refused (with the reason), quarantined. */
export type EventFate =
  | { kind: 'saved' }
  | { kind: 'received'; at: number }
  | { kind: 'rejected'; reason: string }
  /** `settled`: what the leader said of it since; null while it waits for that. */
  | { kind: 'quarantined'; reason: string; settled: Settled | null };
/** `by`: the leader's name. */
export type Settled = { decision: 'accepted' | 'rejected'; by: string; reason: string; at: number };

export type GridView = {
  sheet: GridSheet;
  /** All households of the grid that are not withdrawn, in walking order. */
  households: ReadonlyMap<HouseholdId, Household>;
  standings: ReadonlyMap<HouseholdId, Standing>;
  /** Households whose shown state contains an event that the server has not acknowledged. */
  unsent: ReadonlySet<HouseholdId>;
  /** Sequence number up to which the replica is complete. */
  applied: number;
};

export type OwnEvent = {
  id: EventId;
  kind: string;
  household: HouseholdId;
  at: number;
  fate: EventFate;
};
