// What only a leader does: assign, resolve, decide. MERGE-10: an assignment or a decision that comes later in ordering
// time, or in knowledge of the other, stands; these are orders, so they never make a dispute. DECIDE-1: a decision has a
// name, a time, one of the fixed reasons and a sentence. DECIDE-2: no-one-home is decided only after its attempts.

import type { EventOf } from '../event/event.ts';
import type { Decision, FieldKey, Household, Stamp } from '../household/household.ts';
import { isOwedNothing } from '../standing/owed.ts';
import { standingOf } from '../standing/standing.ts';
import { fieldValue, registerOf, withRegister } from './patch.ts';
import {
  refuseRound,
  rejected,
  writerOf,
  type At,
  type Documents,
  type Reduction,
} from './reduction.ts';
import { compareStamps, hadSeen, resolveRegister, type Writer } from './register.ts';

const applied = (households: Household[]): Reduction => ({
  kind: 'applied',
  households,
  visits: [],
});

/** MERGE-10. */
const stands = (household: Household, field: FieldKey, writer: Writer): boolean => {
  const current: Stamp | null = household.stamps[field] ?? null;
  return hadSeen(writer, current) || compareStamps(writer.stamp, current) > 0;
};

const stamped = (household: Household, field: FieldKey, writer: Writer): Household['stamps'] => ({
  ...household.stamps,
  [field]: writer.stamp,
});

export const reduceDoorsAssigned = (
  event: EventOf<'doors-assigned'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { households: ids, member } = event.body;
  const isTeam = member === '' || documents.sheet.team.some(({ id }) => id === member);
  if (!isTeam) return rejected('unknown-member');
  const known = [...new Set(ids)]
    .map((id) => documents.household(id))
    .filter((one) => one !== undefined);
  if (known.length === 0) return rejected('unknown-household');
  const writer = writerOf(event, at);
  const changed = known
    .filter((household) => stands(household, 'assignee', writer))
    .map((household) => ({
      ...household,
      assignee: member,
      stamps: stamped(household, 'assignee', writer),
    }));
  return applied(changed);
};

/** A value may take the place of another when both are of one JSON type, or the field may be unknown (null). */
const isOfType = (value: unknown, example: unknown): boolean =>
  example === null || value === null
    ? value === null || typeof value === 'number'
    : typeof value === typeof example && Array.isArray(value) === Array.isArray(example);

export const reduceDisputeResolved = (
  event: EventOf<'dispute-resolved'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { household: id, field, value, over } = event.body;
  const household = documents.household(id);
  if (household === undefined) return rejected('unknown-household');
  const register = registerOf(household, field);
  if (register.claims.length === 0) return rejected('no-dispute');
  if (!isOfType(value, fieldValue(household, field))) return rejected('bad-shape');
  const resolved = resolveRegister(register, { value, over }, writerOf(event, at));
  return applied([withRegister(household, field, resolved)]);
};

const withDecision = (
  household: Household,
  decision: Decision | null,
  writer: Writer,
): Household =>
  stands(household, 'decision', writer)
    ? {
        ...household,
        round: { ...household.round, decision },
        stamps: stamped(household, 'decision', writer),
      }
    : household;

export const reduceDecisionMade = (
  event: EventOf<'decision-made'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { household: id, round, reason, sentence, decidedAt } = event.body;
  const household = documents.household(id);
  if (household === undefined) return rejected('unknown-household');
  const refused = refuseRound(documents.sheet, round, at);
  if (refused !== null) return refused;
  const standing = standingOf(household, documents.sheet.settings);
  if (standing.state === 'no-answer' && !isOwedNothing(standing.owed))
    return rejected('attempts-owed');
  const decision: Decision = { event: event.id, by: event.staff, at: decidedAt, reason, sentence };
  return applied([withDecision(household, decision, writerOf(event, at))]);
};

export const reduceDecisionWithdrawn = (
  event: EventOf<'decision-withdrawn'>,
  at: At,
  documents: Documents,
): Reduction => {
  const household = documents.household(event.body.household);
  if (household === undefined) return rejected('unknown-household');
  const refused = refuseRound(documents.sheet, event.body.round, at);
  if (refused !== null) return refused;
  return applied([withDecision(household, null, writerOf(event, at))]);
};
