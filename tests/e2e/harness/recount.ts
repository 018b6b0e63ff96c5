// How many doors are still open, counted from the server's events by the words of the field and by nothing of the product: the
// visits, voids and decisions of the ledger, one after another; persons, numbers of residents and disputes as pulled.
//
// Open is every door but: a complete one (everybody who lives there is written down, and each who is not away has answered
// everything in the household's own words; or by hearsay after three tries at two days, one in the evening), an empty one on which
// two members agreed on two days, and one that a leader decided. A clash that nobody resolved opens a complete or empty one again.

import type { LedgerEntry, WholeGrid, WireHousehold } from './client.ts';

type Answers = { person: string; health: string; outings: string; contact: string };
type Visit = {
  id: string;
  member: string;
  at: number;
  disposition: string;
  mode: string;
  answers: Answers[];
};

const offsetMs = 8 * 3_600_000;
const dayOf = ({ at }: Visit): number => Math.floor((at + offsetMs) / 86_400_000);
const hourOf = ({ at }: Visit): number => new Date(at + offsetMs).getUTCHours();

const emptyWords = ['vacant', 'not-a-dwelling', 'demolished'];
const proofsOfLife = ['complete', 'partial', 'refused', 'no-one-able', 'postponed', 'unable'];
const hearsay = ['proxy', 'records'];

/** Visits of the open round by household, in the order of their time; voided ones left out. */
function visitsByHouseholdId(ledger: LedgerEntry[], round: string): Map<string, Visit[]> {
  const accepted = ledger.filter(({ verdict, fork }) => verdict === 'accepted' && fork === '');
  const voided = new Set(
    accepted.flatMap(({ event }) => {
      if (event.kind === 'visit-voided') return [event.body['visit']];
      if (event.kind !== 'visit-recorded') return [];
      return [(event.body['visit'] as { voids: string }).voids];
    }),
  );
  const visits = new Map<string, Visit[]>();
  for (const { event } of accepted) {
    if (event.kind !== 'visit-recorded' || voided.has(event.id)) continue;
    const body = event.body['visit'] as Omit<Visit, 'id' | 'member' | 'at'> & {
      household: string;
      round: string;
      visitedAt: number;
    };
    if (body.round !== round) continue;
    const visit = { ...body, id: event.id, member: event.staff, at: body.visitedAt };
    visits.set(body.household, [...(visits.get(body.household) ?? []), visit]);
  }
  for (const list of visits.values()) list.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  return visits;
}

/** Doors that a leader's word keeps closed at the end of the ledger. */
function decidedHouseholds(ledger: LedgerEntry[]): Set<unknown> {
  const decided = new Set<unknown>();
  for (const { event, verdict } of ledger) {
    if (verdict !== 'accepted') continue;
    if (event.kind === 'decision-made') decided.add(event.body['household']);
    if (event.kind === 'decision-withdrawn') decided.delete(event.body['household']);
  }
  return decided;
}

const isAnswered = (visits: Visit[], person: string): boolean =>
  (['health', 'outings', 'contact'] as const).every((question) =>
    visits.some(({ answers }) =>
      answers.some((answer) => answer.person === person && answer[question] !== 'unknown'),
    ),
  );

function isWhole(household: WireHousehold, visits: Visit[]): boolean {
  if (visits.length === 0) return false;
  const here = household.persons.filter(({ gone }) => gone === '');
  if (here.length < (household.facts.residents ?? 1)) return false;
  return here.every(({ id, residence }) => residence === 'away' || isAnswered(visits, id));
}

function isComplete(household: WireHousehold, visits: Visit[]): boolean {
  const spoken = visits.filter(({ disposition }) => /^(complete|partial)$/.test(disposition));
  if (
    isWhole(
      household,
      spoken.filter(({ mode }) => !hearsay.includes(mode)),
    )
  )
    return true;
  const tries = visits.filter(
    ({ disposition }) => disposition === 'no-one-home' || disposition === 'no-one-able',
  );
  const isTried =
    tries.length >= 3 &&
    new Set(tries.map(dayOf)).size >= 2 &&
    tries.some((visit) => hourOf(visit) >= 18 && hourOf(visit) < 21);
  return isTried && isWhole(household, spoken);
}

function isConfirmedEmpty(visits: Visit[]): boolean {
  const lastLife = visits.findLastIndex(({ disposition }) => proofsOfLife.includes(disposition));
  const since = visits.slice(lastLife + 1);
  return emptyWords.some((word) => {
    const words = since.filter(({ disposition }) => disposition === word);
    return words.some((one) =>
      words.some((other) => one.member !== other.member && dayOf(one) !== dayOf(other)),
    );
  });
}

/** Ids of the doors that are open by this count. */
export function openDoors({ sheet, households }: WholeGrid, ledger: LedgerEntry[]): string[] {
  const visits = visitsByHouseholdId(ledger, sheet.round.id);
  const decided = decidedHouseholds(ledger);
  const isOpen = (household: WireHousehold): boolean => {
    const own = visits.get(household.id) ?? [];
    if (isComplete(household, own) || isConfirmedEmpty(own)) return household.disputes.length > 0;
    return !decided.has(household.id);
  };
  return households
    .filter(({ withdrawn }) => !withdrawn)
    .filter(isOpen)
    .map(({ id }) => id);
}
