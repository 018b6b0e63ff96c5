// Doors that the leader has closed by name, and one such word taken back.

import type { DecisionReason } from '#core/household/household.ts';
import { act, type Act } from './act.ts';
import { visit, type Scene } from './scene.ts';
import { isLivedIn, isVacant, type Scripts } from './script.ts';
import { slots } from './sessions.ts';
import { fulfilled, noOneHome } from './unreached.ts';

type Decided = { session: number; reason: DecisionReason; sentence: string };

const decide = (scene: Scene, { session, reason, sentence }: Decided): Act =>
  act({
    staff: scene.leader,
    session,
    order: scene.order,
    make: ({ atMs: decidedAt }) => ({
      kind: 'decision-made',
      body: { household: scene.door.household.id, round: scene.round, reason, sentence, decidedAt },
    }),
  });

const withdrawDecision = (scene: Scene, session: number): Act =>
  act({
    staff: scene.leader,
    session,
    order: scene.order,
    make: () => ({
      kind: 'decision-withdrawn',
      body: { household: scene.door.household.id, round: scene.round },
    }),
  });

export const decisions: Scripts = {
  'decided-empty': {
    fits: isVacant,
    weight: 8,
    acts: (scene) => [
      ...noOneHome(scene, fulfilled),
      decide(scene, {
        session: slots.secondEvening,
        reason: 'property-confirms-empty',
        sentence: '物业核对：上月起无人居住，水电停用。',
      }),
    ],
  },
  'decided-elsewhere': {
    fits: isLivedIn,
    weight: 2,
    acts: (scene) => [
      visit(scene, { disposition: 'refused', session: slots.firstMorning }),
      decide(scene, {
        session: slots.secondMorning,
        reason: 'owner-reached-elsewhere',
        sentence: '电话联系到户主，全家在外地，本轮不回。',
      }),
    ],
  },
  'decision-withdrawn': {
    fits: isLivedIn,
    weight: 1,
    acts: (scene) => [
      visit(scene, { disposition: 'no-access', session: slots.firstMorning }),
      decide(scene, {
        session: slots.secondMorning,
        reason: 'handed-to-police',
        sentence: '已请派出所协助核实。',
      }),
      withdrawDecision(scene, slots.secondEvening),
    ],
  },
};
