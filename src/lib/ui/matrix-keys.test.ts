import { describe, expect, it } from 'vitest';
import { doorInDirection } from './matrix-keys.ts';

const rows = [
  [['601'], ['602'], [], ['604']],
  [[], [], [], []],
  [['401'], ['402a', '402b'], ['403'], []],
];

describe('arrow keys in a door matrix', () => {
  it('goes along the row, over empty slots and through two doors behind one', () => {
    expect(doorInDirection(rows, '602', 'ArrowRight')).toBe('604');
    expect(doorInDirection(rows, '402a', 'ArrowRight')).toBe('402b');
    expect(doorInDirection(rows, '601', 'ArrowLeft')).toBeUndefined();
    expect(doorInDirection(rows, '402b', 'Home')).toBe('401');
    expect(doorInDirection(rows, '401', 'End')).toBe('403');
  });

  it('goes to the nearest door of the next row that has one', () => {
    expect(doorInDirection(rows, '604', 'ArrowDown')).toBe('403');
    expect(doorInDirection(rows, '403', 'ArrowUp')).toBe('602');
    expect(doorInDirection(rows, '601', 'ArrowUp')).toBeUndefined();
    expect(doorInDirection(rows, '601', 'Enter')).toBeUndefined();
  });
});
