import { describe, expect, test } from 'vitest';
import { makeEvent, makeHousehold, makePerson, makeVisit, morning } from '#testing/builders.ts';
import { makeView } from '#testing/view.ts';
import type { StoredEvent } from '../outbox/outbox-database-dexie.ts';
import { emptyOverlay, overlayOf } from '../overlay/overlay.ts';
import { createView } from '../overlay/grid-view.ts';
import { assignDoors } from './assign-doors.ts';
import { listHousehold } from './list-household.ts';
import { changesOf, undoOf } from './patches.ts';
import { recordVisit, type VisitForm } from './record-visit.ts';
import { resolveDispute } from './resolve-dispute.ts';
import { undoVisit } from './undo-visit.ts';

const household = makeHousehold({ facts: { ...makeHousehold().facts, phones: ['1'] } });
const scene = { view: makeView([household]), staff: 's002', nowMs: morning };
const form: VisitForm = {
  household: 'h1',
  disposition: 'complete',
  mode: 'in-person',
  answers: [],
  facts: {},
  persons: [],
  callbackAt: null,
  note: '',
  voids: '',
};

describe('PATCH only what was changed travels', () => {
  test('PATCH-1 values as they are on the screen are left out, new persons stay whole', () => {
    const patch = {
      facts: { phones: ['1'], residents: 4 },
      persons: [
        { id: 'p1', name: '赵演示', phone: '2' },
        { id: 'p2', name: '钱演示', relation: 1 as const },
        { id: 'p1', name: '赵演示' },
      ],
    };
    expect(changesOf(household, patch)).toEqual({
      facts: { residents: 4 },
      persons: [
        { id: 'p1', phone: '2' },
        { id: 'p2', name: '钱演示', relation: 1 },
      ],
    });
  });

  test('PATCH-2 undo writes the values before, and marks who was added', () => {
    const patch = { facts: { residents: 4 }, persons: [{ id: 'p1', phone: '2' }, { id: 'p9' }] };
    expect(undoOf(household, patch)).toEqual({
      facts: { residents: 1 },
      persons: [
        { id: 'p1', phone: '' },
        { id: 'p9', gone: 'listed-by-mistake' },
      ],
    });
  });
});

describe('recordVisit', () => {
  test('names round, settings and the time of the phone; an agreed time only when postponed', () => {
    const fact = recordVisit(scene, { ...form, callbackAt: 5 }).factOf('aa.1');
    expect(fact).toEqual({
      kind: 'visit-recorded',
      body: { visit: makeVisit(), facts: {}, persons: [] },
    });
    const postponed = recordVisit(scene, { ...form, disposition: 'postponed', callbackAt: 5 });
    expect(postponed.factOf('aa.1')).toMatchObject({ body: { visit: { callbackAt: 5 } } });
  });

  test('a door that is not in the view is refused', () => {
    expect(() => recordVisit(scene, { ...form, household: 'h9' })).toThrow('unknown-household');
  });
});

describe('undoVisit', () => {
  const persons = [{ id: 'p7', name: '孙演示' }];
  const recorded = makeEvent('visit-recorded', {
    visit: makeVisit(),
    facts: { residents: 3 },
    persons,
  });
  const undo = undoOf(household, { facts: { residents: 3 }, persons });
  const after = (...events: ReturnType<typeof makeEvent>[]) => {
    const replica = { sheet: scene.view.sheet, households: new Map([['h1', household]]) };
    const shown = events.map((event) => ({ event, isSent: false }));
    return createView({ ...replica, overlay: overlayOf(replica, shown, emptyOverlay), applied: 1 });
  };
  const stored = (event: ReturnType<typeof makeEvent>) => ({ event, undo }) as StoredEvent;

  test('UNDO-1 puts back what it changed', () => {
    const sources = { visit: stored(recorded), corrected: undefined };
    const fact = undoVisit({ ...scene, view: after(recorded) }, 'aa.1', sources).factOf('aa.2');
    expect(fact).toEqual({
      kind: 'visit-voided',
      body: {
        visit: 'aa.1',
        household: 'h1',
        facts: { residents: 1 },
        persons: [{ id: 'p7', gone: 'listed-by-mistake' }],
      },
    });
  });

  test('UNDO-1 leaves what was written since', () => {
    const later = makeEvent(
      'visit-recorded',
      { visit: makeVisit(), facts: { residents: 8 }, persons: [{ id: 'p7', phone: '3' }] },
      { n: 2 },
    );
    const sources = { visit: stored(recorded), corrected: undefined };
    const view = after(recorded, later);
    expect(undoVisit({ ...scene, view }, 'aa.1', sources).factOf('aa.3')).toMatchObject({
      body: { facts: {}, persons: [] },
    });
  });

  test('UNDO-2 undoing a correction records the corrected visit anew', () => {
    const correction = makeEvent(
      'visit-recorded',
      {
        visit: makeVisit({ disposition: 'refused', voids: 'aa.1' }),
        facts: {},
        persons: [],
      },
      { n: 2 },
    );
    const sources = {
      visit: { event: correction, undo: { facts: {}, persons: [] } } as unknown as StoredEvent,
      corrected: stored(recorded),
    };
    const view = after(recorded, correction);
    expect(undoVisit({ ...scene, view }, 'aa.2', sources).factOf('aa.3')).toEqual({
      kind: 'visit-recorded',
      body: { visit: makeVisit({ voids: 'aa.2' }), facts: {}, persons: [] },
    });
  });

  test('a visit that does not stand any more is refused', () => {
    expect(() => undoVisit(scene, 'aa.5', { visit: undefined, corrected: undefined })).toThrow(
      'already-voided',
    );
  });
});

describe('the other intentions', () => {
  test('a found door is named by the event that lists it', () => {
    const door = { building: '2', unit: '1', floor: 1, room: '199', suffix: '' };
    const listing = listHousehold(scene, { compound: 'c001', door });
    expect(listing.factOf('aa.4')).toMatchObject({
      body: { household: 'aa.4', listedAt: morning },
    });
    expect(() => listHousehold(scene, { compound: 'c9', door })).toThrow('unknown-compound');
  });

  test('ASSIGN-2 only doors that change hands travel', () => {
    const view = makeView([household, makeHousehold({ id: 'h2', assignee: 's003' })]);
    const to = { households: ['h1', 'h2', 'h9', 'h1'], member: 's003' };
    expect(assignDoors({ ...scene, view }, to).factOf('aa.1')).toMatchObject({
      body: { households: ['h1'], member: 's003' },
    });
    expect(() => assignDoors({ ...scene, view }, { ...to, households: ['h2'] })).toThrow(
      'nothing-to-assign',
    );
  });

  test('a resolution names the claims that were on the screen', () => {
    const claims = [
      { value: ['1'], stamp: [morning, 0, 'aa.1', 3, 's002'] as never },
      { value: ['2'], stamp: null },
    ];
    const disputed = makeHousehold({
      persons: [makePerson({ id: 'p1' })],
      disputes: [{ field: 'phones', claims }],
    });
    const view = makeView([disputed]);
    const resolution = { household: 'h1', field: 'phones', value: ['3'] };
    expect(resolveDispute({ ...scene, view }, resolution).factOf('aa.2')).toMatchObject({
      body: { over: ['aa.1', ''] },
    });
    expect(() => resolveDispute(scene, resolution)).toThrow('no-dispute');
  });
});
