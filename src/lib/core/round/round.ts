// A round: one pass over all households, and the settings by which its records are judged. ROUND-1: settings are
// versioned and every visit names the version that its member saw. ROUND-2: days and hours of the field are those of
// the round's own offset from UTC, wherever phone and server stand.

import type { RoundId } from '../ids.ts';
import type { Answer } from '../visit/visit.ts';

export type Symptom = { code: string; zh: string; en: string };

export type RoundSettings = {
  version: number;
  /** Minutes east of UTC; China has one zone: 480. */
  utcOffsetMinutes: number;
  feverCelsius: number;
  /** Readings below are failed readings, not normal ones. */
  failedReadingBelowCelsius: number;
  symptoms: Symptom[];
  /** Places whose mention in a trip fires the travel trigger: matched as a part of the place's text. */
  listedPlaces: string[];
  lookBackDays: number;
  /** What no-one-home owes before anything else may close the door. */
  attemptsOwed: number;
  daysOwed: number;
  /** Evening attempt: from this hour (inclusive) to that hour (exclusive), 0–24. */
  eveningFromHour: number;
  eveningToHour: number;
  /** What every listed person must have answered for the household to be complete. */
  asks: Answer[];
};

/** `opensOn`, `closesOn`: days, YYYY-MM-DD. */
export type Round = {
  id: RoundId;
  number: number;
  name: string;
  opensOn: string;
  closesOn: string;
  isClosed: boolean;
};

export const defaultSettings: RoundSettings = {
  version: 1,
  utcOffsetMinutes: 480,
  feverCelsius: 37.3,
  failedReadingBelowCelsius: 35,
  symptoms: [
    { code: 'fever', zh: '发热', en: 'Fever' },
    { code: 'cough', zh: '咳嗽', en: 'Cough' },
    { code: 'fatigue', zh: '乏力', en: 'Fatigue' },
    { code: 'breath', zh: '气促', en: 'Short of breath' },
    { code: 'throat', zh: '咽痛', en: 'Sore throat' },
    { code: 'diarrhoea', zh: '腹泻', en: 'Diarrhoea' },
  ],
  listedPlaces: ['武汉', '湖北'],
  lookBackDays: 14,
  attemptsOwed: 3,
  daysOwed: 2,
  eveningFromHour: 18,
  eveningToHour: 21,
  asks: ['health', 'outings', 'contact'],
};
