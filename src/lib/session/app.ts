// The running app as screens see it: who is signed in, which grid is open, what it shows, what has been sent, and the
// intentions that a person may have. One is made at start (`start-app.ts`) and handed to screens by context.

import type { Grant } from '#core/access/grants.ts';
import type { Door } from '#core/address/door.ts';
import type { DecisionReason, FieldKey } from '#core/household/household.ts';
import type { CompoundId, EventId, GridId, HouseholdId, StaffId } from '#core/ids.ts';
import type { Visit } from '#core/visit/visit.ts';
import type { VisitForm } from '#data/commands/record-visit.ts';
import type { GridView, OwnEvent, Readable } from '#data/view.ts';
import type { CoverageResponse, PhonesResponse } from '#schema/protocol.ts';
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
  | { kind: 'signed-out' }
  /** Another tab holds the databases; `takeOver` makes it let go. */
  | { kind: 'elsewhere' }
  /** IndexedDB is refused (private mode) or failed; nothing can be saved. */
  | { kind: 'no-storage' }
  /** `isExpired`: work goes on offline, sending waits for a new link. */
  | { kind: 'signed-in'; session: Session; isExpired: boolean };

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

  /** Refusal codes: those of the protocol, and 'offline', 'unanswered', 'unsent' (another person's events wait on this phone). */
  enrol(code: string): Promise<EnrolOutcome>;
  openGrid(grid: GridId): Promise<void>;
  takeOver(): Promise<void>;
  /** Refused (false) while events are unsent. Deletes everything of this person from the phone. */
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

  /** The phone's clock, ms. */
  now(): number;
};
