// Fields of a household and its persons as registers: last writer by ordering time, and a dispute when two values were
// written without knowledge of each other. MERGE-3: who had seen a value (or wrote it on the same device) replaces it
// silently, whatever the clocks say. MERGE-4: of two values written unseen of each other the later stamp is shown, and
// when they differ both stay as claims of a dispute until a leader resolves it. MERGE-5: no claim is ever dropped but by
// its own author or a resolution that names it. MERGE-6: when each of several devices writes once, unseen of the others,
// the order of arrival changes nothing but numbers. MERGE-13: numbers above the head at which a server was restored are
// given anew, so what was seen under another epoch counts up to that head alone (`At.seenAtMost`).

import { compareText } from './text-order.ts';
import { deviceOfEvent, numberOfEvent } from '../ids.ts';
import type { Claim, Dispute, FieldKey, Household, Stamp } from '../household/household.ts';
import { isSameValue } from './canonical.ts';

/** Who writes: the stamp the value will carry, and what its author's device had applied. */
export type Writer = { stamp: Stamp; seen: number };

/** Total order of stamps: time, counter, device, number. Null (the value as listed) is before all. */
export const compareStamps = (left: Stamp | null, right: Stamp | null): number => {
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  return (
    left[0] - right[0] ||
    left[1] - right[1] ||
    compareText(deviceOfEvent(left[2]), deviceOfEvent(right[2])) ||
    numberOfEvent(left[2]) - numberOfEvent(right[2])
  );
};

/** MERGE-3: the writer knew of the value that carries `stamp`. A value as listed is known to everybody. */
export const hadSeen = (writer: Writer, stamp: Stamp | null): boolean => {
  if (stamp === null) return true;
  if (deviceOfEvent(stamp[2]) === deviceOfEvent(writer.stamp[2])) {
    return numberOfEvent(stamp[2]) <= numberOfEvent(writer.stamp[2]);
  }
  return stamp[3] <= writer.seen;
};

export type Register = { value: unknown; stamp: Stamp | null; claims: Claim[] };

/**
 * One write into one register. `claims` are those of an open dispute, or empty.
 *
 * A claim that the writer had seen is replaced by the new value unless the register is disputed: a dispute is ended by
 * a leader, not by the next visitor.
 */
export const writeRegister = (register: Register, value: unknown, writer: Writer): Register => {
  const { claims } = register;
  const written: Claim = { value, stamp: writer.stamp };
  if (claims.length > 0) return shown(withClaim(claims, written, writer));
  if (hadSeen(writer, register.stamp)) return { value, stamp: writer.stamp, claims: [] };
  if (isSameValue(register.value, value)) {
    return compareStamps(writer.stamp, register.stamp) > 0
      ? { value, stamp: writer.stamp, claims: [] }
      : register;
  }
  return shown([{ value: register.value, stamp: register.stamp }, written]);
};

/** Adds to an open dispute: the author's own earlier claims and equal values are replaced, others stay. */
const withClaim = (claims: Claim[], written: Claim, writer: Writer): Claim[] => {
  const others = claims.filter(
    (claim) => !isOwnEarlier(claim, writer) && !isSameValue(claim.value, written.value),
  );
  const twin = claims.find((claim) => isSameValue(claim.value, written.value));
  const latest =
    twin !== undefined && compareStamps(twin.stamp, written.stamp) > 0 ? twin : written;
  return [...others, latest];
};

const isOwnEarlier = (claim: Claim, writer: Writer): boolean =>
  claim.stamp !== null &&
  deviceOfEvent(claim.stamp[2]) === deviceOfEvent(writer.stamp[2]) &&
  numberOfEvent(claim.stamp[2]) < numberOfEvent(writer.stamp[2]);

/** The latest claim is shown; a single claim left is no dispute. */
const shown = (claims: Claim[]): Register => {
  const sorted = [...claims].sort((left, right) => compareStamps(right.stamp, left.stamp));
  const first = sorted[0] ?? { value: null, stamp: null };
  return { value: first.value, stamp: first.stamp, claims: sorted.length > 1 ? sorted : [] };
};

/** MERGE-5: takes the claims of the named events away ('' names the value as listed), then writes the leader's value. */
export const resolveRegister = (
  register: Register,
  resolution: { value: unknown; over: readonly string[] },
  writer: Writer,
): Register => {
  const left = register.claims.filter((claim) => !resolution.over.includes(claim.stamp?.[2] ?? ''));
  const decided: Claim = { value: resolution.value, stamp: writer.stamp };
  if (left.length > 0)
    return shown([...left.filter((claim) => !isSameValue(claim.value, decided.value)), decided]);
  return { value: resolution.value, stamp: writer.stamp, claims: [] };
};

export const disputeOf = (household: Household, field: FieldKey): Dispute | undefined =>
  household.disputes.find((dispute) => dispute.field === field);
