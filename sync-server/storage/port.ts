// What the server asks of a store. The promises are numbered; `contract.ts` proves each of them for every adapter.
//
// STORE-1  A grid transaction happens whole or not at all, also across a kill or a power cut, and `inGrid` resolves only
//          once it is durable.
// STORE-2  Grid transactions of one grid happen one after another; each sees everything that those before it wrote.
// STORE-3  A grid transaction whose work throws changes nothing, and disturbs none that happens at the same time.
// STORE-4  Every read sees one committed state per grid: never half a transaction, head and digests fit the documents.
// STORE-5  The ledger is append-only: an entry that exists is never changed, and appending it again changes nothing.
// STORE-6  Pages come in the order of sequence numbers, without holes, at most `limit` documents per collection.
// STORE-7  A code is used once, however many try at the same time.
// STORE-8  Ids of devices are unique in the district.
// STORE-9  Every row that belongs to a grid is keyed beginning with the grid; no method writes to two grids at once.
// STORE-10 What was stored before the process ended is there when the store is opened again, under the same epoch.
// STORE-12 A settlement belongs to one refused entry and is given once; the entry itself stays as it was (STORE-5).
// STORE-11 A device is renewed only by a code of the person whose it has been; another's code stays unused.
// STORE-13 A code used at `notBefore` or later by the same attempt answers again, for the device that it registered then: the
//          device gets the new token, cookie and key, under whatever id the repeat names.
// STORE-15 Putting a copy back notes in every grid the least head at which it was ever put back: MERGE-13.
// STORE-14 A text comes back as it was given, character by character, U+0000 included.

import type { Grant } from '#core/access/grants.ts';
import type { AreaCounts } from '#core/coverage/counts.ts';
import type { Area } from '#core/grid/sheet.ts';
import type { AreaCode, DeviceId, EventId, GridId, StaffId } from '#core/ids.ts';
import type { CollectionName } from '#schema/protocol.ts';

/** A stored document. `json` is its canonical JSON, `rev` the hex SHA-256 of that text. */
export type DocumentRow = { id: string; seq: number; rev: string; json: string };

/** 32 hex digits per collection. */
export type DigestTexts = Record<CollectionName, string>;

/** One row a grid: everything that changes with each push, so that one row is locked and written. */
export type GridRow = {
  grid: GridId;
  name: string;
  community: AreaCode;
  round: { number: number; name: string };
  /** The last sequence number given. */
  head: number;
  /** STORE-15. Up to here numbers are the same under every epoch; null: never restored. */
  restoredHead: number | null;
  digests: DigestTexts;
  counts: AreaCounts;
};

/** Up to where a device's log of a grid is stored: its last number and the chain's hash there. */
export type Chain = { last: number; hash: string };

export type LedgerVerdict = 'accepted' | 'rejected' | 'quarantined';
export type LedgerEntry = {
  device: DeviceId;
  n: number;
  /** '' for the log itself; for another event under a number already taken, a short hash of its content. */
  fork: string;
  id: EventId;
  /** Canonical JSON of the event as it came. */
  json: string;
  /** The chain's hash after this event. */
  hash: string;
  verdict: LedgerVerdict;
  /** Why it was rejected or quarantined, else ''. */
  reason: string;
  where: string;
  /** The sequence number by which a reader has everything that follows from it; null when it was not accepted. */
  seq: number | null;
  /** ms since 1970, the server's clock. */
  receivedAt: number;
};

/** What a leader said of a refused entry. `event`: the id of the leader's event. `seq`: null when it was rejected. */
export type SettlementRow = {
  device: DeviceId;
  n: number;
  fork: string;
  decision: 'accepted' | 'rejected';
  by: StaffId;
  staff: StaffId;
  reason: string;
  at: number;
  event: EventId;
  seq: number | null;
};
/** A refused entry with its settlement, and who and what the entry's device is, as far as it is known. */
export type RefusedRow = {
  entry: LedgerEntry;
  settlement: SettlementRow | null;
  /** Name of who settled it; '' when it was not. */
  settledBy: string;
  label: string;
};
/** A phone that lost a grid says that it has handed over and deleted everything. */
export type ReceiptRow = {
  device: DeviceId;
  staff: StaffId;
  last: number;
  hash: string;
  deletedAt: number;
  receivedAt: number;
};

/** A phone as last heard of in a grid. */
export type PhoneRow = {
  grid: GridId;
  device: DeviceId;
  staff: StaffId;
  heardAt: number | null;
  pending: number;
  oldestAt: number | null;
  skewMs: number;
  app: string;
};

/** Reads and writes of one grid inside its transaction. Rows written are read back by later calls of the same transaction. */
export type GridTransaction = {
  /** The grid's row, locked until the transaction ends; undefined for a grid that does not exist. */
  readGrid(): Promise<GridRow | undefined>;
  putGrid(row: GridRow): Promise<void>;
  /** `{last: 0, hash: 64 zeros}` for a device that has sent nothing. */
  readChain(device: DeviceId): Promise<Chain>;
  putChain(device: DeviceId, chain: Chain): Promise<void>;
  /** Entries of a device's log (no forks) with `from <= n <= to`, by n. */
  readLedger(device: DeviceId, from: number, to: number): Promise<LedgerEntry[]>;
  appendLedger(entries: readonly LedgerEntry[]): Promise<void>;
  /** Those of the documents that exist, in any order. */
  readDocuments(collection: CollectionName, ids: readonly string[]): Promise<DocumentRow[]>;
  putDocuments(collection: CollectionName, rows: readonly DocumentRow[]): Promise<void>;
  /** Replaces what is known of the phone in this grid. */
  putPhone(phone: Omit<PhoneRow, 'grid'>): Promise<void>;
  /** So many fewer wait on that phone, if it is known here: another one brought them. */
  lowerPending(device: DeviceId, by: number): Promise<void>;
  /** One entry, forks included. */
  readEntry(device: DeviceId, n: number, fork: string): Promise<LedgerEntry | undefined>;
  readSettlement(device: DeviceId, n: number, fork: string): Promise<SettlementRow | undefined>;
  /** STORE-12. Rejects when there is one. */
  putSettlement(settlement: SettlementRow): Promise<void>;
  /** Replaces the device's earlier receipt of this grid. */
  putReceipt(receipt: ReceiptRow): Promise<void>;
  /** Adds to the visits received in the hour that begins at `hourMs`. */
  addVisits(hourMs: number, visits: number): Promise<void>;
};

/** For one grid: per collection wanted, the number after which documents are asked for. */
export type ChangesAsk = { grid: GridId; after: Partial<Record<CollectionName, number>> };
export type GridChanges = {
  grid: GridId;
  head: number;
  digests: DigestTexts;
  documents: Partial<Record<CollectionName, DocumentRow[]>>;
};
/** `isLast` per collection: nothing was left out because of the limit. */
export type Changes = { grids: GridChanges[]; isLast: Record<CollectionName, boolean> };

export type WholeGrid = {
  head: number;
  digests: DigestTexts;
  documents: Record<CollectionName, DocumentRow[]>;
};

export type GridProof = {
  head: number;
  digests: DigestTexts;
  counts: Record<CollectionName, number>;
  revs: { id: string; rev: string }[];
};

export type StoreTotals = {
  grids: number;
  /** Sum of all heads: grows with every change. */
  heads: number;
  /** Not settled. */
  quarantined: number;
  rejected: number;
  phones: number;
  silentPhones: number;
};

export type StaffRow = { id: StaffId; name: string };
export type DeviceRow = {
  id: DeviceId;
  staff: StaffId;
  label: string;
  /** Hex SHA-256 of the token; '' for a device that cannot sign in. */
  tokenHash: string;
  expiresAt: number;
  /** Verifies bundles of this device (schema `DeviceKey`); '' when it has none. */
  publicKey: string;
  /** Hex SHA-256 of the cookie by which a wiped phone is recognised; '' when it has none. */
  cookieHash: string;
  /** When the phone came back without its storage; null else. */
  wipedAt: number | null;
};
export type SessionRow = {
  device: DeviceId;
  staff: StaffRow;
  grants: Grant[];
  expiresAt: number;
};
/** Hex SHA-256 of the code, for whom, until when (ms). `isSetUp`: good only while no code was used by anybody. */
export type CodeRow = { codeHash: string; staff: StaffId; expiresAt: number; isSetUp?: boolean };
/** What stands in the place of an attempt in the row of a set-up code until it is used. */
export const setUpMark = 'set-up';
export type CodeUse =
  | { kind: 'used-now'; staff: StaffRow; device: DeviceId }
  | { kind: 'unknown' | 'used' | 'expired' | 'device-taken' | 'other-staff' };
/** `renewedBy`: the person whose device it has been: its row, if there is one, is theirs and gets the new token and cookie,
 * and the new key when there is one. */
export type DeviceClaim = Omit<DeviceRow, 'staff'> & {
  renewedBy?: StaffId;
  /** The phone's own name for this try: STORE-13. */
  attempt?: { hash: string; notBefore: number };
};

export type GridPhone = PhoneRow & {
  name: string;
  label: string;
  wipedAt: number | null;
  /** When its receipt came; null without one. */
  returnedAt: number | null;
};
/** Per grid: when any phone of it was last heard of, and how many members' phones were not heard of since `silentBefore`. */
export type GridSilence = { grid: GridId; heardAt: number | null; silentPhones: number };

export type GridReads = {
  /** Rows of those of the grids that exist, by grid. */
  readGrids(grids: readonly GridId[]): Promise<GridRow[]>;
  /** Rows of all grids whose community's code begins with `area`, by grid. */
  readGridsIn(area: AreaCode): Promise<GridRow[]>;
  /** STORE-6. Grids that do not exist are left out; asks are served in the order given. */
  readChanges(asks: readonly ChangesAsk[], limit: number): Promise<Changes>;
  /** Everything of a grid by number; undefined when it does not exist. */
  readWholeGrid(grid: GridId): Promise<WholeGrid | undefined>;
  /** Head, digests and counts at one moment, with ids and revs of `collection` when one is given, by number. */
  readProof(grid: GridId, collection?: CollectionName): Promise<GridProof | undefined>;
  /** All entries of a grid, forks included, by (receivedAt, device, n): for audit and tests. */
  readLedgerOf(grid: GridId): Promise<LedgerEntry[]>;
  /** Quarantined ones: those that are not settled. */
  countRefused(grid: GridId): Promise<{ quarantined: number; rejected: number }>;
  /** Refused entries, forks included: quarantined ones that are not settled first, then newest first. */
  readRefused(grid: GridId, limit: number): Promise<RefusedRow[]>;
  /** Refused entries of one device, forks left out, by n. */
  readRefusedOf(grid: GridId, device: DeviceId): Promise<RefusedRow[]>;
  /** Documents with these ids, any order, with head and digests of the same moment; undefined when there is no such grid. */
  readDocumentsOf(
    grid: GridId,
    collection: CollectionName,
    ids: readonly string[],
  ): Promise<{ head: number; digests: DigestTexts; documents: DocumentRow[] } | undefined>;
  /** Sums over the whole store, for operators. `phones`: devices of teams that were not wiped; `silentPhones`: those of them
   * not heard of since then. */
  readTotals(silentBefore: number): Promise<StoreTotals>;
  readChainOf(grid: GridId, device: DeviceId): Promise<Chain>;
  readPhones(grid: GridId): Promise<GridPhone[]>;
  readPhone(grid: GridId, device: DeviceId): Promise<PhoneRow | undefined>;
  readSilence(area: AreaCode, silentBefore: number): Promise<GridSilence[]>;
  /** Visits received per hour in an area since `fromMs`, by the hour's beginning. */
  readHours(area: AreaCode, fromMs: number): Promise<{ hourMs: number; visits: number }[]>;
};

export type DistrictStore = {
  readAreas(): Promise<Area[]>;
  putAreas(areas: readonly Area[]): Promise<void>;
  readStaff(id: StaffId): Promise<{ staff: StaffRow; grants: Grant[] } | undefined>;
  /** Everybody with their grants, by id. */
  readAllStaff(): Promise<{ staff: StaffRow; grants: Grant[] }[]>;
  putStaff(staff: readonly StaffRow[]): Promise<void>;
  /** Replaces all grants of one person. */
  putGrants(staff: StaffId, grants: readonly Grant[]): Promise<void>;
  createCode(code: CodeRow): Promise<void>;
  /** STORE-7, STORE-11: uses the code up and registers the device at once; nothing changes unless `used-now`. */
  useCode(codeHash: string, now: number, device: DeviceClaim): Promise<CodeUse>;
  /** STORE-8: false, and nothing changed, when the id is taken. */
  createDevice(device: DeviceRow): Promise<boolean>;
  isDeviceKnown(device: DeviceId): Promise<boolean>;
  /** A device with whose it is and their grants of this moment. */
  readDevice(
    device: DeviceId,
  ): Promise<{ device: DeviceRow; staff: StaffRow; grants: Grant[] } | undefined>;
  /** The device that was given the cookie. */
  readDeviceByCookie(
    cookieHash: string,
  ): Promise<{ device: DeviceRow; staff: StaffRow; grants: Grant[] } | undefined>;
  /** Every grid in which the device was heard of. */
  readPhonesOf(device: DeviceId): Promise<PhoneRow[]>;
  /** Ends the old device for good (no token, no cookie, `wipedAt`) and registers the new one of the same person at once.
   * False, and nothing changed, when the new id is taken or the old device has no such cookie any more. With an attempt both
   * cookies stay codes that it has used for the new device: `useCode` answers it again (STORE-13). */
  replaceWiped(
    old: { device: DeviceId; cookieHash: string; at: number; attemptHash?: string },
    next: DeviceRow,
  ): Promise<boolean>;
  /** The holder of a token with the grants of this moment; undefined when unknown (expiry is the caller's business). */
  readSession(tokenHash: string): Promise<SessionRow | undefined>;
  extendSession(tokenHash: string, expiresAt: number): Promise<void>;
  /** Takes the device's token and cookie away. */
  endSession(tokenHash: string): Promise<void>;
  /** The same for every device of one person, whose enrolments cannot be repeated any more (STORE-13). How many were open. */
  endSessionsOf(staff: StaffId): Promise<number>;
};

export type StoreRefusalKind =
  'not-writable' | 'newer' | 'not-a-database' | 'unreachable' | 'bad-backup' | 'not-empty';

/** Why a store cannot be opened; the operator can act on it. */
export class StoreRefused extends Error {
  readonly kind: StoreRefusalKind;

  constructor(kind: StoreRefusalKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * The store could not be asked, or its answer was lost on the way: whether the work was done is unknown. Everything in
 * this port may be asked again.
 */
export class StoreUnavailable extends Error {}

/** `isEmpty`: nobody is on the staff yet. `isSetUp`: somebody has signed in with a code. */
export type StoreFacts = {
  /** Of this district, for ever; survives a restore. */
  server: string;
  /** Changes when a backup is restored. */
  epoch: string;
  /** The pair under which bundles are sealed, as JWK texts; survives a restore. */
  sealKey: { publicJwk: string; privateJwk: string };
  isDemo: boolean;
  isEmpty: boolean;
  isSetUp: boolean;
};

export type Storage = GridReads &
  DistrictStore & {
    /** STORE-1, STORE-2, STORE-3. `work` must await nothing but the transaction's own calls. */
    inGrid<Result>(
      grid: GridId,
      work: (transaction: GridTransaction) => Promise<Result>,
    ): Promise<Result>;
    readFacts(): Promise<StoreFacts>;
    markDemo(): Promise<void>;
    /** Really reads and writes; rejects when either is impossible. */
    check(): Promise<void>;
    /** Finishes what was begun; afterwards every call rejects. */
    close(): Promise<void>;
  };

/** What has changed: grids with their heads, and persons whose grants are other ones now. */
export type Hints = { heads: ReadonlyMap<GridId, number>; staff: readonly StaffId[] };

/**
 * How processes that share a store tell each other what has changed. A hint may come late, twice or never; after an
 * interruption a hint comes for every grid.
 */
export type HintChannel = {
  send(hints: Hints): void;
  /** Hints of other processes, from now on. */
  receive(listener: (hints: Hints) => void): void;
  /** Sends what is still gathered, then nothing any more. */
  stop(): Promise<void>;
};
