// The wire, version 1 (sync.md): what each call takes and gives. Both sides check with these schemas, and the server
// publishes them as OpenAPI. Every refusal of a request is one of `refusals`; every fate of an event is one verdict.

import * as v from 'valibot';
import { DeviceIdText, Envelope, EventNumber } from './events.ts';
import { Count, GridSheet, Household, Id, IdOrNone, Ms, Visit } from './records.ts';

export const collections = ['grids', 'households', 'visits'] as const;
export type CollectionName = (typeof collections)[number];

/**
 * Refusals of a request. The phone: `retry` later by itself, `stop` until somebody acts (sign in, update), `ask` the
 * person to do something else. Codes are never reused.
 */
export const refusals = {
  'code-unknown': { status: 404, phone: 'ask' },
  'code-used': { status: 410, phone: 'ask' },
  'code-expired': { status: 410, phone: 'ask' },
  /** The code is somebody else's, and events of another person wait on this phone. It stays unused. */
  'code-for-other': { status: 409, phone: 'ask' },
  'session-expired': { status: 401, phone: 'stop' },
  'no-grant': { status: 403, phone: 'stop' },
  'not-found': { status: 404, phone: 'ask' },
  'bad-shape': { status: 400, phone: 'ask' },
  'bad-json': { status: 400, phone: 'ask' },
  'bad-gzip': { status: 400, phone: 'retry' },
  'bad-media-type': { status: 415, phone: 'ask' },
  'too-large': { status: 413, phone: 'retry' },
  'update-needed': { status: 426, phone: 'stop' },
  'too-many': { status: 429, phone: 'retry' },
  'server-error': { status: 500, phone: 'retry' },
  'shutting-down': { status: 503, phone: 'retry' },
  /** More work is in flight than this process takes at once. */
  overloaded: { status: 503, phone: 'retry' },
  /** Hand-over: made for another server; sealed or signed wrongly, or cut; by a device without a registered key. */
  'other-server': { status: 409, phone: 'ask' },
  'bad-bundle': { status: 400, phone: 'ask' },
  'no-device-key': { status: 409, phone: 'ask' },
} as const;
export type RefusalCode = keyof typeof refusals;

/** `zh`, `en`: one sentence for the person. `where`: a path into the request, never its content. */
export const Refusal = v.object({
  error: v.object({
    code: v.string(),
    zh: v.string(),
    en: v.string(),
    where: v.optional(v.string()),
  }),
});

/** `scope`: a grid's id or an area's code; '' for everywhere. */
export const Grant = v.object({
  role: v.picklist(['member', 'leader', 'desk', 'auditor']),
  scope: IdOrNone,
});
export const Staff = v.object({ id: Id, name: v.string() });

/** One grid that the holder may open, with its name for lists. */
export const GridEntry = v.object({ id: Id, name: v.string(), community: v.string() });

/** The public key with which this device's bundles are verified: ECDSA P-256, raw point (65 bytes), base64url. */
export const DeviceKey = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{87}$/));

/**
 * `device`: a word by which people recognise the phone ('Android · Chrome'), never an identifier. `renews`: the device and
 * person under which events still wait on this phone: the same device goes on, if the code is that person's. `attempt`: made
 * once per code by the phone; the same code and attempt again within minutes is answered like the first time, because the
 * answer may have been lost on its way.
 */
export const EnrolRequest = v.strictObject({
  code: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  device: v.pipe(v.string(), v.maxLength(100)),
  renews: v.optional(v.strictObject({ device: DeviceIdText, staff: Id })),
  key: v.optional(DeviceKey),
  attempt: v.optional(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
});
/** A phone whose storage was wiped goes on by its cookie, as a new device of the same person. `attempt`: as with enrolling. */
export const ReEnrolRequest = v.strictObject({
  device: v.pipe(v.string(), v.maxLength(100)),
  key: v.optional(DeviceKey),
  attempt: EnrolRequest.entries.attempt,
});
export const EnrolResponse = v.object({
  /** Of this district, for ever: a bundle is handed over to no other. */
  server: Id,
  /** The public key under which bundles are sealed: P-256, raw point, base64url. */
  sealKey: v.string(),
  deviceId: Id,
  token: v.string(),
  expiresAt: Ms,
  staff: Staff,
  grants: v.array(Grant),
  grids: v.array(GridEntry),
  epoch: v.string(),
  isDemo: v.boolean(),
});

/** What the phone says of itself with every push and pull: shown to the leader as last announced. */
export const Announcement = v.strictObject({
  pending: Count,
  oldestAt: v.nullable(Ms),
  /** The phone's clock at sending, so that skew can be shown. */
  clockMs: Ms,
  app: v.pipe(v.string(), v.maxLength(40)),
});

/**
 * Set when the phone no longer holds the event before `from`: the number of the last one before it that it still holds, 0 for
 * none. A server that lacks nothing of what is held goes on from `from`, with a gap.
 */
export const HeldBefore = v.optional(Count);

/** As the server names it. */
export const EpochText = v.pipe(v.string(), v.maxLength(100));

export const PushRequest = v.strictObject({
  grid: Id,
  /** Number of the first event. */
  from: v.pipe(Count, v.minValue(1)),
  /** The chain's hash before `from`; 64 zeros before the first event. */
  prevHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  events: v.pipe(v.array(Envelope), v.maxLength(1000)),
  heldBefore: HeldBefore,
  /** Under which the numbers were read that all these events had `seen`; absent: unknown. */
  epoch: v.optional(EpochText),
  announce: v.optional(Announcement),
});

/** Fates of an event whose content the server understood but cannot take: stored, shown to member and leader. */
export const rejections = [
  'unknown-kind',
  'bad-shape',
  'unknown-household',
  'household-exists',
  'unknown-visit',
  'already-voided',
  'not-yours',
  'not-allowed',
  'unknown-round',
  'attempts-owed',
  'already-visited',
  'no-dispute',
  'unknown-member',
  'nothing-to-settle',
  'already-settled',
] as const;
export type Rejection = (typeof rejections)[number];
/**
 * Fates of an event that may be right but came from where it should not: stored, a leader decides. The last three are such only
 * when the event builds on one of another device that the server does not hold: it was restored, and that device is still to come.
 */
export const quarantines = [
  'no-grant',
  'unknown-grid',
  'chain-broken',
  'other-staff',
  'round-closed',
  'unknown-household',
  'unknown-visit',
  'no-dispute',
] as const;
export type Quarantine = (typeof quarantines)[number];

export const Verdict = v.variant('verdict', [
  v.object({ n: Count, verdict: v.literal('accepted'), seq: Count }),
  v.object({ n: Count, verdict: v.literal('duplicate'), seq: v.nullable(Count) }),
  v.object({
    n: Count,
    verdict: v.literal('rejected'),
    reason: v.string(),
    where: v.optional(v.string()),
  }),
  v.object({ n: Count, verdict: v.literal('quarantined'), reason: v.string() }),
]);
export type Verdict = v.InferOutput<typeof Verdict>;

export const Digests = v.object({ grids: v.string(), households: v.string(), visits: v.string() });

export const PushResponse = v.object({
  /** Set instead of verdicts when numbers are missing: send from here. */
  expected: v.optional(Count),
  verdicts: v.array(Verdict),
  /** The last number that the server has stored of this device in this grid, and the chain's hash there. */
  last: Count,
  hash: v.string(),
  head: Count,
  digest: Digests,
  epoch: v.string(),
  grants: v.array(Grant),
});

/** Per collection: the epoch under which the numbers were read, and per grid the last sequence number stored. */
export const Checkpoint = v.strictObject({ epoch: v.string(), grids: v.record(Id, Count) });
export const PullRequest = v.strictObject({
  checkpoints: v.partial(
    v.strictObject({ grids: Checkpoint, households: Checkpoint, visits: Checkpoint }),
  ),
  limit: v.pipe(Count, v.minValue(1), v.maxValue(2000)),
  announce: v.optional(Announcement),
});
const page = <Doc extends v.GenericSchema>(doc: Doc) =>
  v.object({ documents: v.array(doc), checkpoint: Checkpoint, isLast: v.boolean() });
export const PullResponse = v.object({
  grids: v.optional(page(GridSheet)),
  households: v.optional(page(Household)),
  visits: v.optional(page(Visit)),
  /** Per grid asked for: head and digests at the moment of the pages. */
  heads: v.record(Id, v.object({ head: Count, digest: Digests })),
  revoked: v.array(Id),
  epoch: v.string(),
  grants: v.array(Grant),
});

export const Snapshot = v.object({
  grid: Id,
  epoch: v.string(),
  head: Count,
  digest: Digests,
  grids: v.array(GridSheet),
  households: v.array(Household),
  visits: v.array(Visit),
});

/** `buckets`: 64 digests by collection, when asked for (`?buckets=households`); bucket = first byte of SHA-256(id) >> 2. */
export const DigestResponse = v.object({
  head: Count,
  epoch: v.string(),
  digest: Digests,
  counts: v.object({ grids: Count, households: Count, visits: Count }),
  buckets: v.optional(v.array(v.string())),
});

/** Phones of a grid's team, for its leader: as last announced. */
export const Phone = v.object({
  device: Id,
  staff: Id,
  name: v.string(),
  label: v.string(),
  heardAt: v.nullable(Ms),
  pending: Count,
  oldestAt: v.nullable(Ms),
  /** The phone's clock less the server's, ms, when last heard. */
  skewMs: v.number(),
  /** Its storage was wiped: what it had announced (`pending`) never came. */
  wipedAt: v.nullable(Ms),
  /** The grid was taken from it, everything was handed over, and nothing of it is left there. */
  returnedAt: v.nullable(Ms),
});
/** What a leader said of an event that was kept apart. `by`: the leader's name. `seq`: null when it was rejected. */
export const Settlement = v.object({
  decision: v.picklist(['accepted', 'rejected']),
  by: v.string(),
  /** In whose name it was taken. */
  staff: Id,
  reason: v.string(),
  at: Ms,
  seq: v.nullable(Count),
});

/** An event that the server has stored but not taken, for the grid's leader. */
export const KeptEvent = v.object({
  device: Id,
  n: EventNumber,
  fork: v.string(),
  id: v.string(),
  verdict: v.picklist(['quarantined', 'rejected']),
  reason: v.string(),
  where: v.string(),
  /** Who wrote it, as the event says, and by which phone. */
  staff: Id,
  name: v.string(),
  label: v.string(),
  receivedAt: Ms,
  /** The event as it came; its body may be anything. */
  kind: v.string(),
  body: v.unknown(),
  settled: v.nullable(Settlement),
});
/**
 * `GET /quarantine/:grid`: open ones first, then by time, newest first; at most 500. `open`: how many wait for a word, also
 * those that are not listed; absent in answers that a phone has kept from before.
 */
export const QuarantineResponse = v.object({
  ...{ grid: Id, at: Ms },
  open: v.optional(Count),
  kept: v.array(KeptEvent),
});

/** `GET /fates/:grid`: what became of the asking device's own events that were not taken, whatever its grants are now. */
export const FatesResponse = v.object({
  grid: Id,
  fates: v.array(
    v.object({
      n: EventNumber,
      verdict: v.picklist(['quarantined', 'rejected']),
      reason: v.string(),
      settled: v.nullable(Settlement),
    }),
  ),
});

/** `POST /receipts`: the phone has handed over everything of a grid that it lost and holds nothing of it any more. */
export const ReceiptRequest = v.strictObject({
  grid: Id,
  /** The last number that the phone had made in this grid, and the chain's hash there. */
  last: Count,
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  deletedAt: Ms,
});
/** `isWhole`: the server's log of the device ends where the phone's did. */
export const ReceiptResponse = v.object({ isWhole: v.boolean() });

/** `GET /recognised`, by the cookie alone: whose phone this was before its storage was wiped, and what it had announced. */
export const RecognisedResponse = v.object({
  known: v.nullable(
    v.object({
      device: Id,
      staff: Staff,
      grids: v.array(
        v.object({ id: Id, name: v.string(), pending: Count, oldestAt: v.nullable(Ms) }),
      ),
    }),
  ),
});

/** `GET /buckets/:grid/:collection?of=3,17`: all documents of these buckets (see DigestResponse), at one head. */
export const BucketsResponse = v.object({
  head: Count,
  epoch: v.string(),
  digest: Digests,
  documents: v.array(v.union([GridSheet, Household, Visit])),
});

export const PhonesResponse = v.object({
  grid: Id,
  at: Ms,
  phones: v.array(Phone),
  quarantined: Count,
  rejected: Count,
});

/** Households of an area by their standing; the sum over `states` is `households`. */
export const Counts = v.object({
  households: Count,
  open: Count,
  residents: Count,
  keyPersons: Count,
  states: v.record(v.string(), Count),
});
export const CoverageRow = v.object({
  code: v.string(),
  name: v.string(),
  level: v.picklist(['district', 'township', 'community', 'grid']),
  grids: Count,
  counts: Counts,
  heardAt: v.nullable(Ms),
  silentPhones: Count,
});
export const CoverageResponse = v.object({
  at: Ms,
  area: CoverageRow,
  path: v.array(v.object({ code: v.string(), name: v.string() })),
  rows: v.array(CoverageRow),
  round: v.nullable(v.object({ number: Count, name: v.string() })),
  /** Visits received per hour, the last 24 hours, oldest first. */
  hours: v.array(v.object({ fromMs: Ms, visits: Count })),
  isDemo: v.boolean(),
});

export type EnrolRequest = v.InferOutput<typeof EnrolRequest>;
export type EnrolResponse = v.InferOutput<typeof EnrolResponse>;
export type Announcement = v.InferOutput<typeof Announcement>;
export type PushRequest = v.InferOutput<typeof PushRequest>;
export type PushResponse = v.InferOutput<typeof PushResponse>;
export type Checkpoint = v.InferOutput<typeof Checkpoint>;
export type PullRequest = v.InferOutput<typeof PullRequest>;
export type PullResponse = v.InferOutput<typeof PullResponse>;
export type Snapshot = v.InferOutput<typeof Snapshot>;
export type DigestResponse = v.InferOutput<typeof DigestResponse>;
export type Digests = v.InferOutput<typeof Digests>;
export type Phone = v.InferOutput<typeof Phone>;
export type PhonesResponse = v.InferOutput<typeof PhonesResponse>;
export type CoverageRow = v.InferOutput<typeof CoverageRow>;
export type CoverageResponse = v.InferOutput<typeof CoverageResponse>;
export type Refusal = v.InferOutput<typeof Refusal>;
export type ReEnrolRequest = v.InferOutput<typeof ReEnrolRequest>;
export type Settlement = v.InferOutput<typeof Settlement>;
export type KeptEvent = v.InferOutput<typeof KeptEvent>;
export type QuarantineResponse = v.InferOutput<typeof QuarantineResponse>;
export type FatesResponse = v.InferOutput<typeof FatesResponse>;
export type ReceiptRequest = v.InferOutput<typeof ReceiptRequest>;
export type ReceiptResponse = v.InferOutput<typeof ReceiptResponse>;
export type RecognisedResponse = v.InferOutput<typeof RecognisedResponse>;
export type BucketsResponse = v.InferOutput<typeof BucketsResponse>;
