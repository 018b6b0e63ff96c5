import { describe, expect, it } from 'vitest';
import { defaultSettings } from '#core/round/round.ts';
import { dayMs, morning } from '#testing/builders.ts';
import {
  dispositionCodes,
  dispositions,
  isEmptyDisposition,
  provesOccupied,
} from './disposition.ts';
import { triggersOf } from './triggers.ts';
import { allWell, answersGiven, nothingAsked, type PersonAnswers } from './visit.ts';

const fired = (given: Partial<PersonAnswers>) =>
  triggersOf({ ...allWell('p1'), ...given }, morning, defaultSettings);
const trip = (place: string, to: string) =>
  ({ place, from: '', to, transport: 'train', number: 'G502' }) as const;

describe('dispositions', () => {
  it('VISIT-1 are the twelve of domain.md with their codes', () => {
    const table = dispositionCodes.map((code) => [
      code,
      dispositions[code].aapor,
      dispositions[code].hv015,
    ]);
    expect(table).toEqual([
      ['complete', '1.10', 1],
      ['partial', '1.20', 1],
      ['refused', '2.11', 5],
      ['no-access', '2.23', null],
      ['no-one-home', '2.24', 3],
      ['no-one-able', '2.25', 2],
      ['postponed', '2.25', 4],
      ['unable', '2.36', 9],
      ['not-found', '3.18', 8],
      ['vacant', '4.61', 6],
      ['not-a-dwelling', '4.51', 9],
      ['demolished', '4.54', 7],
    ]);
  });
  it('VISIT-2 three of them say that nobody is to be expected', () => {
    expect(dispositionCodes.filter(isEmptyDisposition)).toEqual([
      'vacant',
      'not-a-dwelling',
      'demolished',
    ]);
  });
  it('VISIT-3 no answer and no access prove nothing about who lives there', () => {
    expect(dispositionCodes.filter(provesOccupied)).toEqual([
      'complete',
      'partial',
      'refused',
      'no-one-able',
      'postponed',
      'unable',
    ]);
  });
});

describe('answers', () => {
  it('VISIT-5 VISIT-7 blank is not asked, never no: what is not unknown is given', () => {
    expect(answersGiven(nothingAsked('p1'))).toEqual([]);
    expect(answersGiven({ ...nothingAsked('p1'), outings: 'no' })).toEqual(['outings']);
    expect(answersGiven(allWell('p1'))).toEqual(['health', 'outings', 'contact']);
  });
});

describe('triggers', () => {
  it('TRIG-1 fires at the fever bound, not below, and not for a failed reading', () => {
    expect(fired({ temperature: { celsius: 37.3, site: 'forehead' } })).toEqual(['fever']);
    expect(fired({ temperature: { celsius: 37.2, site: 'forehead' } })).toEqual([]);
    expect(fired({ temperature: { celsius: 34.9, site: 'wrist' } })).toEqual([]);
  });
  it('TRIG-2 fires for symptoms, named or not', () => {
    expect(fired({ health: 'symptoms' })).toEqual(['symptom']);
    expect(fired({ health: 'symptoms', symptoms: ['cough'] })).toEqual(['symptom']);
  });
  it('TRIG-3 fires for a listed place inside the window', () => {
    expect(fired({ outings: 'yes', trips: [trip('湖北省武汉市', '2020-02-01')] })).toEqual([
      'travel',
    ]);
    expect(fired({ outings: 'yes', trips: [trip('武汉', '')] })).toEqual(['travel']);
    expect(fired({ outings: 'yes', trips: [trip('武汉', '2020-01-26')] })).toEqual([]);
    expect(fired({ outings: 'yes', trips: [trip('石家庄', '2020-02-09')] })).toEqual([]);
    const later = triggersOf(
      { ...allWell('p1'), trips: [trip('武汉', '2020-01-27')] },
      morning + dayMs,
      defaultSettings,
    );
    expect(later).toEqual([]);
  });
  it('TRIG-4 fires for contact', () => {
    expect(fired({ contact: 'yes' })).toEqual(['contact']);
    expect(fired({ contact: 'unknown' })).toEqual([]);
  });
});
