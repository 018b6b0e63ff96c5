import { expect, test } from 'vitest';
import { withRandomIds } from './random-ids.ts';

test('households, persons and events get random ids, the same one the same everywhere', () => {
  const text = JSON.stringify({
    id: 'h12',
    answered: { 'h12-1': ['health'] },
    visit: 'a1b2c.7',
    again: ['h12', 'a1b2c.7'],
    note: 'the door of h12',
    room: '101',
  });
  let n = 0;
  const random = JSON.parse(withRandomIds(text, () => `random-${(n += 1)}`)) as unknown;
  expect(random).toEqual({
    id: 'random-1',
    answered: { 'random-2': ['health'] },
    visit: 'random-3',
    again: ['random-1', 'random-3'],
    note: 'the door of h12',
    room: '101',
  });
});
