// Shapes of events. The envelope is checked for the whole push; a body is checked event by event, so that one bad event
// never turns away its neighbours (sync.md, promise 2).

import * as v from 'valibot';
import type { EventBodies, EventKind, GridEvent } from '#core/event/event.ts';
import {
  Count,
  DecisionReasonCode,
  Door,
  EventIdText,
  FactsPatch,
  Id,
  IdOrNone,
  Ms,
  PersonPatch,
  VisitBody,
} from './records.ts';

const Persons = v.pipe(v.array(PersonPatch), v.maxLength(200));

export const DeviceIdText = v.pipe(v.string(), v.regex(/^[a-z0-9]{2,12}$/));
export const EventNumber = v.pipe(Count, v.minValue(1), v.maxValue(999_999_999));

const bodies = {
  'visit-recorded': v.strictObject({ visit: VisitBody, facts: FactsPatch, persons: Persons }),
  'visit-voided': v.strictObject({
    visit: EventIdText,
    household: Id,
    facts: FactsPatch,
    persons: Persons,
  }),
  'household-listed': v.strictObject({
    household: Id,
    compound: Id,
    door: Door,
    round: Id,
    listedAt: Ms,
  }),
  'household-withdrawn': v.strictObject({ household: Id }),
  'doors-assigned': v.strictObject({
    households: v.pipe(v.array(Id), v.minLength(1), v.maxLength(2000)),
    member: IdOrNone,
  }),
  'dispute-resolved': v.strictObject({
    household: Id,
    field: v.pipe(v.string(), v.maxLength(140)),
    value: v.unknown(),
    over: v.pipe(v.array(v.string()), v.maxLength(100)),
  }),
  'decision-made': v.strictObject({
    household: Id,
    round: Id,
    reason: DecisionReasonCode,
    sentence: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(500)),
    decidedAt: Ms,
  }),
  'decision-withdrawn': v.strictObject({ household: Id, round: Id }),
  'quarantine-settled': v.strictObject({
    device: DeviceIdText,
    n: EventNumber,
    fork: v.pipe(v.string(), v.regex(/^([0-9a-f]{16})?$/)),
    decision: v.picklist(['accepted', 'rejected']),
    staff: IdOrNone,
    reason: v.pipe(v.string(), v.trim(), v.maxLength(500)),
  }),
} satisfies Record<EventKind, v.GenericSchema>;

const envelope = {
  id: EventIdText,
  device: DeviceIdText,
  grid: Id,
  n: EventNumber,
  hlc: v.strictTuple([Ms, v.pipe(Count, v.maxValue(65_535))]),
  seen: Count,
  staff: Id,
  v: v.literal(1),
};

/** An event as it arrives: the envelope known to be sound, kind and body not yet looked at. */
export const Envelope = v.strictObject({ ...envelope, kind: v.string(), body: v.unknown() });
export type Envelope = v.InferOutput<typeof Envelope>;

const isKind = (kind: string): kind is EventKind => Object.hasOwn(bodies, kind);

export type ParsedEvent =
  | { kind: 'event'; event: GridEvent }
  | { kind: 'refused'; reason: 'unknown-kind' | 'bad-shape'; where: string };

/** Checks kind and body of an event whose envelope is sound. `where` is a dotted path into the body, never its content. */
export const parseEvent = (given: Envelope): ParsedEvent => {
  if (!isKind(given.kind)) return { kind: 'refused', reason: 'unknown-kind', where: 'kind' };
  const parsed = v.safeParse(bodies[given.kind], given.body);
  if (parsed.success) return { kind: 'event', event: given as GridEvent };
  return {
    kind: 'refused',
    reason: 'bad-shape',
    where: `body.${v.getDotPath(parsed.issues[0]) ?? ''}`,
  };
};

/** Per kind, for the published description. */
export const eventBodies: Record<EventKind, v.GenericSchema> = bodies;
export type BodyOf<Kind extends EventKind> = EventBodies[Kind];
