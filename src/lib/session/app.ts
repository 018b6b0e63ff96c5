// The running app as screens see it: who is signed in, which grid is open, what it shows, what has been sent, and the
// intentions that a person may have. One is made at start (`start-app.ts`) and handed to screens by context.

import type { Grant } from '#core/access/grants.ts';
import type { Door } from '#core/address/door.ts';
import type { DecisionReason, FieldKey } from '#core/household/household.ts';
import type { CompoundId, EventId, GridId, HouseholdId, StaffId } from '#core/ids.ts';
import type { Visit } from '#core/visit/visit.ts';
import type { VisitForm } from '#data/commands/record-visit.ts';
import type { GridView, OwnEvent, Readable } from '#data/view.ts';
import type { BundleLabel } from '#schema/bundle.ts';
import type {
  CoverageResponse,
  KeptEvent,
  PhonesResponse,
  QuarantineResponse,
} from '#schema/protocol.ts';
import type { StorageState, SyncStatus } from '#sync/status.ts';

export type Session = {
  staff: { id: StaffId; name: string };
  grants: Grant[];
  /** Grids that may be opened, named. */
  grids: { id: GridId; name: string; community: string }[];
  isDemo: boolean;
};

export type SessionState =
  | { kind: 'starting' }
  /** `recognised`: the server knows this phone although its storage is empty; null when not, or not known yet. */
  | { kind: 'signed-out'; recognised: Recognised | null }
  /** Another tab holds the databases; `takeOver` makes it let go. */
  | { kind: 'elsewhere' }
  /** IndexedDB is refused (private mode) or failed; nothing can be saved. */
  | { kind: 'no-storage' }
  /** `isExpired`: work goes on offline, sending waits for a new link. */
  | { kind: 'signed-in'; session: Session; isExpired: boolean };

/** Whose phone this was before its storage was wiped, and how many records it had announced that never came. */
export type Recognised = { name: string; lost: number; oldestAt: number | null };

/** All pending events, sealed, as one file; the same bytes go into a sequence of QR codes. */
export type PackedBundle = { label: BundleLabel; bytes: Uint8Array<ArrayBuffer>; fileName: string };
/**
 * `refused`: the bundle stays where it was; zh and en say what to do. `code`: 'not-a-bundle', 'damaged', 'newer', 'other-server',
 * 'own', 'no-key', 'signed-out'.
 */
export type TakenBundle =
  | { kind: 'taken'; label: BundleLabel; isNew: boolean }
  | { kind: 'refused'; code: string; zh: string; en: string };
/** A bundle of a colleague on this phone. `missing`: earlier records of that phone have to reach the server first. */
export type CarriedBundle = {
  label: BundleLabel;
  takenAt: number;
  fate:
    | { kind: 'waiting' }
    | { kind: 'delivered'; at: number; refused: number }
    | { kind: 'missing'; at: number }
    | { kind: 'refused'; code: string; zh: string; en: string };
};
export type KeptKey = Pick<KeptEvent, 'device' | 'n' | 'fork'>;

/** `loading`: the grid's first load runs (see status.loading); `open`: screens work; `revoked`: taken away from this phone. */
export type GridState =
  | { kind: 'none' }
  | { kind: 'loading'; grid: GridId }
  | { kind: 'open'; grid: GridId; view: GridView }
  | { kind: 'revoked'; grid: GridId };

export type RecordVisit = VisitForm;

export type EnrolOutcome =
  { kind: 'enrolled' } | { kind: 'refused'; code: string; zh: string; en: string };

export type App = {
  session: Readable<SessionState>;
  grid: Readable<GridState>;
  status: Readable<SyncStatus>;
  storage: Readable<StorageState>;

  /**
   * Refusal codes: those of the protocol, and 'offline', 'unanswered', 'unsent' (another person's events wait on this phone),
   * 'carrying' (bundles of colleagues that whoever signed in before has to bring to the server).
   */
  enrol(code: string): Promise<EnrolOutcome>;
  /** A phone whose storage was wiped signs in again as the person it was, without a link. Refused like `enrol`. */
  reEnrol(): Promise<EnrolOutcome>;
  openGrid(grid: GridId): Promise<void>;
  takeOver(): Promise<void>;
  /** Refused (false) while events are unsent or bundles are carried. Deletes everything of this person from the phone. */
  signOut(): Promise<boolean>;
  /** Starts an attempt to send and fetch at once. */
  syncNow(): void;

  /** Each resolves once the event is durable on this phone; the view has it already. Rejects when it could not be saved. */
  recordVisit(visit: RecordVisit): Promise<EventId>;
  /** Takes an own visit back and restores what it had changed. */
  undoVisit(visit: EventId): Promise<EventId>;
  listHousehold(compound: CompoundId, door: Door): Promise<HouseholdId>;
  withdrawHousehold(household: HouseholdId): Promise<EventId>;
  assignDoors(households: HouseholdId[], member: StaffId): Promise<EventId>;
  resolveDispute(household: HouseholdId, field: FieldKey, value: unknown): Promise<EventId>;
  decide(household: HouseholdId, reason: DecisionReason, sentence: string): Promise<EventId>;
  withdrawDecision(household: HouseholdId): Promise<EventId>;
  /** A leader's word on events kept apart, one event each. `staff` '' takes it in the name of whoever made it. */
  settleKept(
    kept: readonly KeptKey[],
    word: { decision: 'accepted' | 'rejected'; staff: StaffId; reason: string },
  ): Promise<void>;
  /** An id for a person to be added, unique in the grid. */
  newPersonId(): string;

  /** Visits of one household, newest first, own pending ones included; voided ones are marked. */
  visitsOf(household: HouseholdId): Promise<Visit[]>;
  /** Own events made since the given ms, newest first. */
  ownEvents(since: number): Promise<OwnEvent[]>;
  markRefusalsSeen(): Promise<void>;

  /** Half-filled form of a household, any JSON; survives a killed tab; deleted by the command that uses it up. */
  readDraft(household: HouseholdId): Promise<unknown>;
  writeDraft(household: HouseholdId, form: unknown): Promise<void>;
  deleteDraft(household: HouseholdId): Promise<void>;
  /** The household of the newest draft, or '' when there is none. */
  newestDraft(): Promise<HouseholdId>;

  /** Online answers with the last known one kept: `asOf` is when the server gave it; null when never known. */
  coverage(
    area: string,
  ): Promise<{ coverage: CoverageResponse; asOf: number; isLive: boolean } | null>;
  phones(grid: GridId): Promise<{ phones: PhonesResponse; asOf: number; isLive: boolean } | null>;

  /** What the server keeps apart in a grid; for its leaders. `waiting`: settled on this phone, not acknowledged yet. */
  quarantine(grid: GridId): Promise<{
    quarantine: QuarantineResponse;
    waiting: KeptKey[];
    asOf: number;
    isLive: boolean;
  } | null>;

  /** Everything pending on this phone, to be carried by another; null when nothing is pending. Rejects when this browser has no keys (PackRefused, with zh and en). */
  packPending(): Promise<PackedBundle | null>;
  /** Takes over what a colleague's phone could not send: durable here before it resolves, delivered when there is network. */
  takeBundle(bytes: Uint8Array<ArrayBuffer>): Promise<TakenBundle>;
  /** Bundles of colleagues on this phone, newest first; delivered ones stay listed for a day. */
  carried: Readable<CarriedBundle[]>;

  /** The phone's clock, ms. */
  now(): number;
};
