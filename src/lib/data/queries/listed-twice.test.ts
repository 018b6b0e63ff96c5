import { describe, expect, test } from 'vitest';
import type { Door } from '#core/address/door.ts';
import type { Household } from '#core/household/household.ts';
import { makeHousehold, morning } from '#testing/builders.ts';
import { makeView } from '#testing/view.ts';
import { doorsLike, listedTwice } from './listed-twice.ts';
import { reconcile } from './reconcile-groups.ts';

const door = (given: Partial<Door> = {}): Door => ({
  building: '2',
  unit: '2',
  floor: 5,
  room: '501',
  suffix: '',
  ...given,
});
const roster = (id: string, given: Partial<Door> = {}, compound = 'c001'): Household =>
  makeHousehold({ id, compound, door: door(given) });
const found = (id: string, at: number, given: Partial<Door> = {}): Household => ({
  ...roster(id, given),
  listed: { by: 's002', at: morning + at },
});
const pairsOf = (...households: Household[]) =>
  listedTwice(makeView(households)).map(({ found: one, others }) => [
    one.id,
    ...others.map(({ id }) => id),
  ]);

describe('a door that is about to be added', () => {
  const view = makeView([
    roster('h1'),
    roster('h2', { room: '502' }),
    roster('h3', { unit: '乙' }),
    roster('h4', {}, 'c002'),
  ]);

  test('TWIN-1 is on the list already, however its storey is told', () => {
    expect(doorsLike(view, 'c001', door({ floor: null })).same?.id).toBe('h1');
  });

  test('TWIN-1 may be a door under another name; another compound is not asked', () => {
    const { same, asked } = doorsLike(view, 'c001', door({ unit: '' }));
    expect(same).toBeUndefined();
    expect(asked.map(({ id }) => id).sort()).toEqual(['h1', 'h3']);
  });

  test('is new when every other door contradicts it', () => {
    expect(doorsLike(view, 'c001', door({ room: '601', floor: 6 }))).toEqual({
      same: undefined,
      asked: [],
    });
  });
});

describe('doors that may be listed twice', () => {
  test('TWIN-2 a found door is named with the doors of the list that it may be', () => {
    expect(pairsOf(roster('h1'), roster('h2', { room: '502' }), found('aa.1', 1))).toEqual([
      ['aa.1', 'h1'],
    ]);
    expect(pairsOf(roster('h1'), found('aa.1', 1, { unit: '乙' }))).toEqual([['aa.1', 'h1']]);
  });

  test('TWIN-2 of two found doors the later one is named, once', () => {
    expect(pairsOf(found('aa.1', 2), found('bb.1', 1))).toEqual([['aa.1', 'bb.1']]);
    expect(pairsOf(found('aa.1', 1), found('bb.1', 1))).toEqual([['bb.1', 'aa.1']]);
  });

  test('TWIN-3 the roster is not held against itself', () => {
    expect(pairsOf(roster('h1'), roster('h2', { unit: '乙' }))).toEqual([]);
  });

  test('REC-3 they are listed apart and change no sum; a door taken back is no longer one', () => {
    const twins = [roster('h1'), found('aa.1', 1)];
    const of = reconcile(makeView(twins));
    expect(of.across.twice.map(({ found: one }) => one.id)).toEqual(['aa.1']);
    expect(of.households).toBe(2);
    const back = twins.map((one) => ({ ...one, withdrawn: one.id === 'aa.1' }));
    expect(reconcile(makeView(back)).across.twice).toEqual([]);
  });
});
