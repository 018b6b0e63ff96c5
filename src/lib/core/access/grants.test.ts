import { describe, expect, it } from 'vitest';
import { eventKinds } from '#core/event/event.ts';
import { mayLead, mayMake, mayRead, mayReadCounts, type Grant } from './grants.ts';

const place = { grid: 'g001', community: '130404004001' };
const elsewhere = { grid: 'g009', community: '130404003013' };
const member: Grant[] = [{ role: 'member', scope: 'g001' }];
const leader: Grant[] = [{ role: 'leader', scope: 'g001' }];
const township: Grant[] = [{ role: 'desk', scope: '130404004' }];
const auditor: Grant[] = [{ role: 'auditor', scope: '130404004' }];

describe('grants', () => {
  it('ACCESS-1 a team works in its own grid and in no other', () => {
    expect([member, leader].map((grants) => mayRead(grants, place))).toEqual([true, true]);
    expect([member, leader].map((grants) => mayRead(grants, elsewhere))).toEqual([false, false]);
    expect(mayMake([], place, 'visit-recorded')).toBe(false);
  });
  it('ACCESS-2 an area covers what lies in it', () => {
    expect(mayRead(township, place)).toBe(true);
    expect(mayRead(township, elsewhere)).toBe(false);
  });
  it('ACCESS-3 with the grant the right is gone, for everything', () => {
    const kinds = eventKinds.filter((kind) => mayMake(leader, place, kind));
    expect(kinds).toEqual(eventKinds);
    expect(eventKinds.filter((kind) => mayMake([], place, kind))).toEqual([]);
    expect([mayRead([], place), mayLead([], place), mayReadCounts([], '')]).toEqual([
      false,
      false,
      false,
    ]);
  });
  it('ACCESS-4 an auditor reads nothing of what the team wrote', () => {
    expect(mayRead(auditor, place)).toBe(false);
  });
  it('ACCESS-5 counts go to the desks at or above an area', () => {
    expect(mayReadCounts(township, '130404004001')).toBe(true);
    expect(mayReadCounts(township, '130404')).toBe(false);
    expect(mayReadCounts(leader, '130404004001')).toBe(false);
  });
  it('ACCESS-6 members record, leaders also assign, resolve, decide and settle, desks do neither', () => {
    expect(mayMake(member, place, 'visit-recorded')).toBe(true);
    expect(mayMake(member, place, 'decision-made')).toBe(false);
    expect(mayMake(leader, place, 'doors-assigned')).toBe(true);
    expect(mayMake(leader, place, 'quarantine-settled')).toBe(true);
    expect(mayMake(member, place, 'quarantine-settled')).toBe(false);
    expect(mayMake(township, place, 'visit-recorded')).toBe(false);
    expect(mayLead(member, place)).toBe(false);
  });
});
