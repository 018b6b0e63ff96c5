import { describe, expect, test } from 'vitest';
import { fixtureKept } from '#testing/fixture-kept.ts';
import { quarantines, rejections } from '#schema/protocol.ts';
import { en } from '#ui/words/leader.en.ts';
import { zh } from '#ui/words/leader.zh.ts';
import { contentOf, householdOf, madeAt, reasonOf, whatOf, type KeptRecord } from './kept-words.ts';

const [first] = fixtureKept(Date.UTC(2020, 1, 10, 12)).kept;
const record = (changes: Partial<KeptRecord>): KeptRecord => ({ ...first!, ...changes });

describe('a kept record in words', () => {
  test('every reason has its words in both languages', () => {
    for (const reason of [...quarantines, ...rejections]) {
      expect(zh.kept.reasons[reason], reason).toBeTruthy();
      expect(en.kept.reasons[reason], reason).toBeTruthy();
    }
    expect(reasonOf(record({ reason: 'round-closed' }))).toBe('交来时,这一轮已经关了');
  });

  test('KEPT-1 fields are named, values are not shown', () => {
    const visit = { household: 'h1', disposition: 'complete', visitedAt: 5, answers: [{}, {}] };
    const facts = { phones: ['13900000000'], note: '有狗' };
    const kept = record({ body: { visit, facts, persons: [{ name: '王五' }] } });
    expect(whatOf(kept)).toBe('已登记');
    expect(householdOf(kept)).toBe('h1');
    expect(madeAt(kept)).toBe(5);
    expect(contentOf(kept)).toEqual(['写了 电话、备注', '问了 2 人']);
    expect(contentOf(kept).join('')).not.toMatch(/139|有狗|王五/);
  });

  test('a body may be anything', () => {
    for (const body of [null, 7, 'x', [], { visit: 3, facts: [1], households: {} }, undefined]) {
      const kept = record({ body, kind: 'door-painted' });
      expect(whatOf(kept)).toBe('看不懂的记录');
      expect([householdOf(kept), madeAt(kept), contentOf(kept)]).toEqual(['', null, []]);
    }
  });
});
