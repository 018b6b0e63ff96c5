import { describe, expect, test } from 'vitest';
import type { Household } from '#core/household/household.ts';
import { makeAttempt, makeEvent, makeHousehold, makeSheet, makeVisit } from '#testing/builders.ts';
import { createView, nextView } from './grid-view.ts';
import { emptyOverlay, keepSame, overlayOf, type ShownEvent } from './overlay.ts';

const replicaOf = (...households: Household[]) => ({
  sheet: makeSheet(),
  households: new Map(households.map((one) => [one.id, one])),
});
const visit = (n: number, household = 'h1'): ShownEvent => ({
  event: makeEvent(
    'visit-recorded',
    {
      visit: makeVisit({ household, disposition: 'refused' }),
      facts: { phones: [`1380000000${n}`] },
      persons: [],
    },
    { n },
  ),
  isSent: false,
});

describe('OVERLAY the own events on top of the replica', () => {
  test('events apply in order; the replica stays as it was', () => {
    const replica = replicaOf(makeHousehold(), makeHousehold({ id: 'h2' }));
    const overlay = overlayOf(replica, [visit(1), visit(2)]);
    expect(overlay.households.get('h1')?.round.attempts.map(({ visit }) => visit)).toEqual([
      'aa.1',
      'aa.2',
    ]);
    expect(overlay.households.get('h1')?.facts.phones).toEqual(['13800000002']);
    expect([...overlay.households.keys()]).toEqual(['h1']);
    expect([...overlay.unsent]).toEqual(['h1']);
    expect(replica.households.get('h1')).toEqual(makeHousehold());
  });

  test('one by one gives the same as all at once', () => {
    const replica = replicaOf(makeHousehold(), makeHousehold({ id: 'h2' }));
    const events = [visit(1), visit(2, 'h2'), visit(3)];
    const stepwise = events.reduce(
      (before, one) => overlayOf(replica, [one], before),
      emptyOverlay,
    );
    expect(stepwise).toEqual(overlayOf(replica, events));
  });

  test('OVERLAY-1 an event that the replica holds already is not applied twice', () => {
    const held = makeHousehold({
      round: { id: 'r1', attempts: [makeAttempt('refused', { visit: 'aa.1' })], decision: null },
    });
    expect(overlayOf(replicaOf(held), [visit(1)]).households.size).toBe(0);
  });

  test('OVERLAY-2 an event that the reducer refuses changes nothing', () => {
    expect(overlayOf(replicaOf(), [visit(1)])).toEqual(emptyOverlay);
  });

  test('what is taken back is marked', () => {
    const voiding: ShownEvent = {
      event: makeEvent(
        'visit-voided',
        { visit: 'aa.1', household: 'h1', facts: {}, persons: [] },
        { n: 2 },
      ),
      isSent: true,
    };
    const overlay = overlayOf(replicaOf(makeHousehold()), [visit(1), voiding]);
    expect([...overlay.voided]).toEqual([['aa.1', 'aa.2']]);
    expect(overlay.households.get('h1')?.round.attempts).toEqual([]);
    expect(overlay.visits.get('aa.1')?.voidedBy).toBe('aa.2');
  });
});

describe('DATA-1 what did not change stays the same object', () => {
  const households = [makeHousehold(), makeHousehold({ id: 'h2' })];

  test('a view shares everything but the household that changed', () => {
    const replica = replicaOf(...households);
    const first = createView({ ...replica, overlay: emptyOverlay, applied: 5 });
    const overlay = overlayOf(replica, [visit(1)]);
    const second = nextView(first, { ...replica, overlay, applied: 5 }, new Set(['h1', 'h2']));
    expect(second.households.get('h2')).toBe(first.households.get('h2'));
    expect(second.standings.get('h2')).toBe(first.standings.get('h2'));
    expect(second.standings.get('h1')?.state).toBe('refused');
    expect(first.standings.get('h1')?.state).toBe('not-visited');
    expect([...second.unsent]).toEqual(['h1']);
  });

  test('nothing changed: the very same view', () => {
    const source = { ...replicaOf(...households), overlay: emptyOverlay, applied: 5 };
    const first = createView(source);
    expect(nextView(first, source, new Set(['h1']))).toBe(first);
    const later = nextView(first, { ...source, applied: 6 }, new Set());
    expect([later.applied, later.households]).toEqual([6, first.households]);
    expect(later.households).toBe(first.households);
  });

  test('an overlay made anew keeps the households that came out the same', () => {
    const replica = replicaOf(...households);
    const before = overlayOf(replica, [visit(1), visit(2, 'h2')]);
    const after = keepSame(before, overlayOf(replica, [visit(1), visit(3, 'h2')]));
    expect(after.households.get('h1')).toBe(before.households.get('h1'));
    expect(after.households.get('h2')).not.toBe(before.households.get('h2'));
  });

  test('DATA-2 a found door takes its place in walking order, a withdrawn one leaves', () => {
    const door = (room: string) => ({ building: '2', unit: '1', floor: 1, room, suffix: '' });
    const replica = replicaOf(
      makeHousehold({ id: 'a', door: door('101') }),
      makeHousehold({ id: 'c', door: door('103') }),
    );
    const first = createView({ ...replica, overlay: emptyOverlay, applied: 5 });
    const listed = {
      kind: 'household-listed',
      body: { household: 'aa.1', compound: 'c001', door: door('102'), round: 'r1', listedAt: 1 },
    } as const;
    const listing = { event: makeEvent(listed.kind, listed.body), isSent: false };
    const overlay = overlayOf(replica, [listing]);
    const second = nextView(first, { ...replica, overlay, applied: 5 }, new Set(['aa.1']));
    expect([...second.households.keys()]).toEqual(['a', 'aa.1', 'c']);
    const withdrawal = {
      event: makeEvent('household-withdrawn', { household: 'aa.1' }, { n: 2 }),
      isSent: false,
    };
    const gone = overlayOf(replica, [withdrawal], overlay);
    const third = nextView(second, { ...replica, overlay: gone, applied: 5 }, new Set(['aa.1']));
    expect([...third.households.keys()]).toEqual(['a', 'c']);
  });
});
