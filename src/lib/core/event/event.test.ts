import { expect, it } from 'vitest';
import { eventKinds } from './event.ts';

it('EVENT-3 no kind that a log may hold has gone', () => {
  expect(eventKinds).toEqual(
    expect.arrayContaining([
      'visit-recorded',
      'visit-voided',
      'household-listed',
      'household-withdrawn',
      'doors-assigned',
      'dispute-resolved',
      'decision-made',
      'decision-withdrawn',
      'quarantine-settled',
    ]),
  );
});
