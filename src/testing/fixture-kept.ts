// What a server keeps apart, for the fixture: several of one phone, every reason, one settled each way, one against a rule.

import type { KeptEvent, QuarantineResponse } from '#schema/protocol.ts';
import { hourMs } from './builders.ts';

const visit = (household: string, disposition: string, visitedAt: number, answers = 0) => ({
  visit: {
    household,
    round: 'r1',
    settings: 1,
    visitedAt,
    disposition,
    mode: 'in-person',
    answers: Array.from({ length: answers }, () => ({})),
    callbackAt: null,
    voids: '',
  },
  facts: answers > 0 ? { phones: ['13900000000'], note: '' } : {},
  persons: [],
});

const settlement = (at: number, decision: 'accepted' | 'rejected') => ({
  decision,
  by: '演示组长',
  staff: decision === 'accepted' ? 's002' : 's003',
  reason: decision === 'accepted' ? '' : '这一户已由演示甲重新登记',
  at,
  seq: decision === 'accepted' ? 501 : null,
});

/** @param nowMs ms since 1970 */
export const fixtureKept = (nowMs: number): QuarantineResponse => {
  const old = { device: 'ax', staff: 's003', name: '演示乙', label: 'Android · 旧手机' };
  const base = {
    ...old,
    fork: '',
    verdict: 'quarantined' as const,
    where: '',
    receivedAt: nowMs - hourMs / 2,
    kind: 'visit-recorded',
    settled: null,
  };
  const event = (n: number, extra: Partial<KeptEvent>): KeptEvent => ({
    ...base,
    n,
    id: `${extra.device ?? base.device}.${n}`,
    reason: 'no-grant',
    body: visit(`h${n}`, 'no-one-home', nowMs - 3 * hourMs),
    ...extra,
  });
  const dispositions = ['no-one-home', 'complete', 'refused', 'vacant'];
  const many = Array.from({ length: 8 }, (_, index) =>
    event(index + 10, {
      body: visit(
        `h${index + 10}`,
        dispositions[index % 4] ?? '',
        nowMs - 5 * hourMs + index * 300_000,
        index % 4 === 1 ? 3 : 0,
      ),
    }),
  );
  const other = { device: 'ay', staff: 's002', name: '演示甲', label: 'iPhone · Safari' };
  return {
    grid: 'g001',
    at: nowMs,
    kept: [
      ...many,
      event(1, { ...other, reason: 'chain-broken', body: visit('h3', 'refused', nowMs - hourMs) }),
      event(2, {
        ...other,
        reason: 'round-closed',
        kind: 'household-listed',
        body: {
          household: 'ay.1',
          compound: 'c001',
          door: { building: '2', unit: '1', floor: 1, room: '103', suffix: '' },
          round: 'r0',
          listedAt: nowMs - 2 * hourMs,
        },
      }),
      event(3, { ...other, reason: 'other-staff', kind: 'something-new', body: { a: 1 } }),
      event(4, {
        ...other,
        verdict: 'rejected',
        reason: 'bad-shape',
        where: 'visit.mode',
        body: { visit: { household: 'h4' } },
      }),
      event(30, { settled: settlement(nowMs - hourMs / 4, 'accepted') }),
      event(31, { settled: settlement(nowMs - hourMs / 5, 'rejected') }),
    ],
  };
};
