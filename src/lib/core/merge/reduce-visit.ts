// Visits: union. MERGE-8: a correction voids and is itself recorded, also when its target was voided meanwhile; nobody
// voids another's visit but a leader. MERGE-9: the household's attempts are exactly its visits of the round that are
// not voided, by (time, id).

import type { EventOf } from '../event/event.ts';
import type { GridSheet } from '../grid/sheet.ts';
import type { Attempt, Household } from '../household/household.ts';
import type { EventId } from '../ids.ts';
import { triggersOf } from '../visit/triggers.ts';
import { answersGiven, type Visit, type VisitBody } from '../visit/visit.ts';
import { patchHousehold } from './patch.ts';
import {
  isLeaderOf,
  refuseRound,
  rejected,
  writerOf,
  type At,
  type Documents,
  type Reduction,
} from './reduction.ts';
import { compareText } from './text-order.ts';

const attemptOf = (event: EventOf<'visit-recorded'>, sheet: GridSheet): Attempt => {
  const { visit } = event.body;
  const answered: Attempt['answered'] = {};
  const keys: Attempt['keys'] = {};
  for (const answers of visit.answers) {
    const given = answersGiven(answers);
    const fired = triggersOf(answers, visit.visitedAt, sheet.settings);
    if (given.length > 0) answered[answers.person] = given;
    if (fired.length > 0) keys[answers.person] = fired;
  }
  const { disposition, mode, callbackAt, visitedAt: at } = visit;
  return {
    visit: event.id,
    member: event.staff,
    at,
    disposition,
    mode,
    callbackAt,
    answered,
    keys,
  };
};

const compareAttempts = (left: Attempt, right: Attempt): number =>
  left.at - right.at || compareText(left.visit, right.visit);

const withAttempts = (household: Household, attempts: Attempt[]): Household => ({
  ...household,
  round: { ...household.round, attempts: [...attempts].sort(compareAttempts) },
});

type Voiding =
  { kind: 'void'; attempts: Attempt[]; visits: Visit[] } | { kind: 'refused'; reason: 'not-yours' };

/** Takes `target` out of the attempts and marks its document, as far as both are known. */
const voidVisit = (
  household: Household,
  event: { id: EventId; staff: string },
  scene: { target: EventId; documents: Documents },
): Voiding => {
  const { target, documents } = scene;
  const { attempts } = household.round;
  const document = documents.visit(target);
  const author = attempts.find(({ visit }) => visit === target)?.member ?? document?.member;
  const mayVoid =
    author === undefined || author === event.staff || isLeaderOf(documents.sheet, event.staff);
  if (!mayVoid) return { kind: 'refused', reason: 'not-yours' };
  const isMarked =
    document !== undefined && document.household === household.id && document.voidedBy === '';
  return {
    kind: 'void',
    attempts: attempts.filter(({ visit }) => visit !== target),
    visits: isMarked ? [{ ...document, voidedBy: event.id }] : [],
  };
};

const visitOf = (event: EventOf<'visit-recorded'>, body: VisitBody): Visit => ({
  ...body,
  id: event.id,
  grid: event.grid,
  seq: 0,
  member: event.staff,
  voidedBy: '',
});

export const reduceVisitRecorded = (
  event: EventOf<'visit-recorded'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { visit, facts, persons } = event.body;
  const household = documents.household(visit.household);
  if (household === undefined) return rejected('unknown-household');
  const refused = refuseRound(documents.sheet, visit.round, at);
  if (refused !== null) return refused;
  const voiding: Voiding =
    visit.voids === ''
      ? { kind: 'void', attempts: household.round.attempts, visits: [] }
      : voidVisit(household, event, { target: visit.voids, documents });
  if (voiding.kind === 'refused') return rejected(voiding.reason);
  const patched = patchHousehold(household, { facts, persons }, writerOf(event, at));
  const recorded = withAttempts(patched, [...voiding.attempts, attemptOf(event, documents.sheet)]);
  // A door that somebody was met behind is a door, even when its listing was taken back meanwhile.
  return {
    kind: 'applied',
    households: [{ ...recorded, withdrawn: false }],
    visits: [...voiding.visits, visitOf(event, visit)],
  };
};

export const reduceVisitVoided = (
  event: EventOf<'visit-voided'>,
  at: At,
  documents: Documents,
): Reduction => {
  const { visit: target, facts, persons } = event.body;
  const household = documents.household(event.body.household);
  if (household === undefined) return rejected('unknown-household');
  const isAttempt = household.round.attempts.some(({ visit }) => visit === target);
  if (!isAttempt)
    return rejected(documents.visit(target) === undefined ? 'unknown-visit' : 'already-voided');
  const voiding = voidVisit(household, event, { target, documents });
  if (voiding.kind === 'refused') return rejected(voiding.reason);
  const patched = patchHousehold(household, { facts, persons }, writerOf(event, at));
  return {
    kind: 'applied',
    households: [withAttempts(patched, voiding.attempts)],
    visits: voiding.visits,
  };
};
