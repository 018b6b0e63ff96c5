// One door and everything that a script needs to say what happened there. A visit is planned with its disposition and
// what was said; its time, its number and the ids of people it writes down come when it happens.

import type { FactsPatch, PersonPatch } from '#core/event/event.ts';
import type { HouseholdFacts } from '#core/household/household.ts';
import type { EventId, HouseholdId, RoundId, StaffId } from '#core/ids.ts';
import type { Disposition } from '#core/visit/disposition.ts';
import type { ContactMode, PersonAnswers } from '#core/visit/visit.ts';
import type { RosterDoor } from '../roster.ts';
import type { Random } from '../random.ts';
import { act, type Act, type Moment } from './act.ts';
import { isAsked, newPersons, ordinary, peopleOf, settings, type Known } from './answers.ts';

export type Scene = {
  random: Random;
  door: RosterDoor;
  /** What the household would say of itself. */
  facts: HouseholdFacts;
  /** Place of the door in the walk. */
  order: number;
  member: StaffId;
  /** Somebody else of the team. */
  other: StaffId;
  leader: StaffId;
  /** The session in which the member came by. */
  session: number;
  round: RoundId;
  nowMs: number;
};

/** What was heard and learnt at a visit, given who lives there. */
export type Said = { answers: PersonAnswers[]; facts: FactsPatch; persons: PersonPatch[] };
export type Say = (people: Known[], atMs: number) => Said;

export type VisitPlan = {
  disposition: Disposition;
  session?: number;
  staff?: StaffId;
  /** Later than other acts at the same door, 0–0.9. */
  after?: number;
  mode?: ContactMode;
  say?: Say;
  callbackAt?: number;
  note?: string;
  voids?: Act;
  /** A door found in the field: the act that listed it. */
  found?: Act;
};

const sayNothing: Say = () => ({ answers: [], facts: {}, persons: [] });

const householdOf = (scene: Scene, plan: VisitPlan): HouseholdId =>
  plan.found === undefined ? scene.door.household.id : (plan.found.event as string);

/** Everybody who is home answers that all is well; whoever is not on the list yet is written down. */
export const allSpoke =
  ({ random, door, facts }: Scene): Say =>
  (people, atMs) => {
    const persons = newPersons(door.household, people);
    const answers = people.filter(isAsked).map(({ id }) => ordinary(random, id, atMs));
    return { answers, persons, facts: persons.length > 0 ? { ...facts } : {} };
  };

/** The event's own id names people written down first; a found door has nobody listed. */
const peopleAt = ({ door }: Scene, plan: VisitPlan, event: EventId): Known[] => {
  const { household, living } = door;
  return peopleOf(plan.found ? { ...household, persons: [] } : household, living, event);
};

const bodyOf = (scene: Scene, plan: VisitPlan, { id, atMs }: Moment) => {
  const { answers, facts, persons } = (plan.say ?? sayNothing)(peopleAt(scene, plan, id), atMs);
  const visit = {
    household: householdOf(scene, plan),
    round: scene.round,
    settings: settings.version,
    visitedAt: atMs,
    disposition: plan.disposition,
    mode: plan.mode ?? 'in-person',
    answers,
    callbackAt: plan.callbackAt ?? null,
    note: plan.note ?? '',
    voids: plan.voids?.event ?? '',
  };
  return { visit, facts, persons };
};

/** A planned visit at the scene's door, by its member in the scene's session unless the plan says otherwise. */
export const visit = (scene: Scene, plan: VisitPlan): Act =>
  act({
    staff: plan.staff ?? scene.member,
    session: plan.session ?? scene.session,
    order: scene.order + (plan.after ?? 0),
    make: (moment) => ({ kind: 'visit-recorded', body: bodyOf(scene, plan, moment) }),
  });

/** Everybody was spoken to. */
export const complete = (scene: Scene, plan: Partial<VisitPlan> = {}): Act =>
  visit(scene, { disposition: 'complete', say: allSpoke(scene), ...plan });
