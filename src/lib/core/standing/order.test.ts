import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { GridEvent } from '#core/event/event.ts';
import { defaultSettings } from '#core/round/round.ts';
import { dispositionCodes } from '#core/visit/disposition.ts';
import { applyEvents, makeGrid } from '#testing/apply.ts';
import {
  hourMs,
  makeEvent,
  makeHousehold,
  makeSheet,
  makeVisit,
  morning,
  wellAnswers,
} from '#testing/builders.ts';
import { standingOf } from './standing.ts';

const visits = fc.array(
  fc.record({
    disposition: fc.constantFrom(...dispositionCodes),
    hours: fc.integer({ min: 0, max: 60 }),
    isAnswered: fc.boolean(),
  }),
  { minLength: 1, maxLength: 7 },
);

const visitEvents = (
  list: { disposition: (typeof dispositionCodes)[number]; hours: number; isAnswered: boolean }[],
): GridEvent[] =>
  list.map(({ disposition, hours, isAnswered }, at) => {
    const visit = makeVisit({
      disposition,
      visitedAt: morning + hours * hourMs,
      answers: isAnswered ? wellAnswers('p1') : [],
    });
    const staff = at % 2 === 0 ? 's002' : 's003';
    return makeEvent(
      'visit-recorded',
      { visit, facts: {}, persons: [] },
      { device: `d${at + 2}`, staff },
    );
  });

const standingAfter = (events: GridEvent[]) => {
  const household = applyEvents(makeGrid(makeSheet(), [makeHousehold()]), events).households.get(
    'h1',
  );
  return standingOf(household ?? makeHousehold(), defaultSettings);
};

it('STAND-1 no order of the same visits changes the standing', () => {
  const shuffled = visits
    .map(visitEvents)
    .chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
  const property = fc.property(shuffled, ([events, order]) => {
    expect(standingAfter(order)).toEqual(standingAfter(events));
  });
  fc.assert(property, { seed: 7, numRuns: 300 });
});
