// Events: past-tense facts, each complete in itself, appended to the log of one device in one grid. EVENT-1: `n` counts
// 1, 2, 3 … per device and grid. EVENT-2: an event is never changed after it was made; its bytes are hashed into the
// device's chain. EVENT-3: kinds and their bodies only grow; a changed meaning is a new kind.

import type { Door } from '../address/door.ts';
import type {
  DecisionReason,
  FieldKey,
  HouseholdFacts,
  PersonFacts,
} from '../household/household.ts';
import type {
  CompoundId,
  DeviceId,
  EventId,
  GridId,
  HouseholdId,
  PersonId,
  RoundId,
  StaffId,
} from '../ids.ts';
import type { VisitBody } from '../visit/visit.ts';

/** Hybrid logical clock: [ms since 1970 (48 bit), counter (16 bit)]. */
export type Hlc = [ms: number, counter: number];

export type FactsPatch = Partial<HouseholdFacts>;
/** A person not yet in the household is added with `unknownPerson` for whatever the patch leaves out. */
export type PersonPatch = { id: PersonId } & Partial<PersonFacts>;

export type EventBodies = {
  /** A visit, what was learnt of the persons and the household: one event, so that half of it cannot exist. */
  'visit-recorded': { visit: VisitBody; facts: FactsPatch; persons: PersonPatch[] };
  /** Undo: takes the visit back; the patches restore what it had changed. */
  'visit-voided': {
    visit: EventId;
    household: HouseholdId;
    facts: FactsPatch;
    persons: PersonPatch[];
  };
  /** A door found in the field that is not on the roster. */
  'household-listed': {
    household: HouseholdId;
    compound: CompoundId;
    door: Door;
    round: RoundId;
    listedAt: number;
  };
  /** Takes back a listing that nobody has visited yet, by the device that made it or by a leader. */
  'household-withdrawn': { household: HouseholdId };
  /** `member` '' takes the assignment away. */
  'doors-assigned': { households: HouseholdId[]; member: StaffId };
  /** `over`: the events whose claims the leader had before their eyes ('' for the value as listed). */
  'dispute-resolved': { household: HouseholdId; field: FieldKey; value: unknown; over: EventId[] };
  'decision-made': {
    household: HouseholdId;
    round: RoundId;
    reason: DecisionReason;
    sentence: string;
    decidedAt: number;
  };
  'decision-withdrawn': { household: HouseholdId; round: RoundId };
  /**
   * A leader's word on an event that the server keeps apart: the entry of `device` under `n` (`fork` '' for the log itself).
   * `accepted`: it is taken as it stands, in the name of `staff` ('' for whoever made it). `rejected`: it stays out, for `reason`.
   */
  'quarantine-settled': {
    device: DeviceId;
    n: number;
    fork: string;
    decision: 'accepted' | 'rejected';
    staff: StaffId;
    reason: string;
  };
};

export type EventKind = keyof EventBodies;

export type EventOf<Kind extends EventKind> = {
  id: EventId;
  device: DeviceId;
  grid: GridId;
  n: number;
  hlc: Hlc;
  /** The grid's sequence number that the device had applied when the event was made. */
  seen: number;
  staff: StaffId;
  kind: Kind;
  v: 1;
  body: EventBodies[Kind];
};

export type GridEvent = { [Kind in EventKind]: EventOf<Kind> }[EventKind];

export const eventKinds: readonly EventKind[] = [
  'visit-recorded',
  'visit-voided',
  'household-listed',
  'household-withdrawn',
  'doors-assigned',
  'dispute-resolved',
  'decision-made',
  'decision-withdrawn',
  'quarantine-settled',
];
