import { expect, it } from 'vitest';
import { dayOf, hourOf, minuteOfDay } from './day.ts';

const utc = (hour: number, minute = 0): number => Date.UTC(2020, 1, 29, hour, minute);

it('ROUND-2 days and hours are those of the offset, wherever the machine stands', () => {
  const late = utc(16, 30);
  expect([dayOf(late, 480), hourOf(late, 480), minuteOfDay(late, 480)]).toEqual([
    '2020-03-01',
    0,
    30,
  ]);
  expect([dayOf(late, 0), hourOf(late, 0)]).toEqual(['2020-02-29', 16]);
  expect([dayOf(utc(1), -120), hourOf(utc(1), -120)]).toEqual(['2020-02-28', 23]);
});

it('DAY-1 days are texts that stand in the order of time', () => {
  const days = [0, 1, 30, 300, 3000].map((n) => dayOf(utc(0) + n * 86_400_000, 480));
  expect([...days].sort()).toEqual(days);
  for (const day of days) expect(day).toMatch(/^\d{4}-\d{2}-\d{2}$/);
});
