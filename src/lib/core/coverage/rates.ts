// Outcome rates of a survey, from counts by AAPOR letter. RATE-1: formulas of AAPOR, Standard Definitions, 10th edition
// (2023), response rates 1–6, cooperation rates 1–4, refusal rates 1–3, contact rates 1–3. RATE-2: a rate whose
// denominator is 0 is null, never 0. RATE-3: what a leader closed by decision is never an interview: it
// counts as not contacted (NC), and is shown apart.

import type { StandingState } from '../standing/standing.ts';
import type { AreaCounts } from './counts.ts';

/** UH: unknown whether there is a household; UO: unknown, other. NE: not eligible. */
export type LetterCounts = Record<'I' | 'P' | 'R' | 'NC' | 'O' | 'UH' | 'UO' | 'NE', number>;

export type Rates = {
  rr: [Rate, Rate, Rate, Rate, Rate, Rate];
  coop: [Rate, Rate, Rate, Rate];
  ref: [Rate, Rate, Rate];
  con: [Rate, Rate, Rate];
};
/** 0–1, or null when nothing was counted. */
export type Rate = number | null;

const share = (part: number, whole: number): Rate => (whole > 0 ? part / whole : null);

/** Share of cases of unknown eligibility taken as eligible: the eligible among those known; 1 when none are known. */
export const eligibleShare = ({ I, P, R, NC, O, NE }: LetterCounts): number => {
  const known = I + P + R + NC + O;
  return known + NE > 0 ? known / (known + NE) : 1;
};

/** @param e share of unknown cases taken as eligible, 0–1 */
export const ratesOf = (counts: LetterCounts, e: number = eligibleShare(counts)): Rates => {
  const { I, P, R, NC, O, UH, UO } = counts;
  const known = I + P + R + NC + O;
  const denominators = [known + UH + UO, known + e * (UH + UO), known] as const;
  const [all, likely, eligible] = denominators;
  const contacted = I + P + R + O;
  return {
    rr: [
      share(I, all),
      share(I + P, all),
      share(I, likely),
      share(I + P, likely),
      share(I, eligible),
      share(I + P, eligible),
    ],
    coop: [
      share(I, contacted),
      share(I + P, contacted),
      share(I, I + P + R),
      share(I + P, I + P + R),
    ],
    ref: [share(R, all), share(R, likely), share(R, eligible)],
    con: [share(contacted, all), share(contacted, likely), share(contacted, eligible)],
  };
};

const letterByState: Record<Exclude<StandingState, 'decided'>, keyof LetterCounts> = {
  'not-visited': 'UH',
  complete: 'I',
  disputed: 'I',
  partial: 'P',
  refused: 'R',
  'no-access': 'NC',
  'no-answer': 'NC',
  postponed: 'NC',
  unable: 'O',
  'not-found': 'UH',
  unconfirmed: 'UH',
  'confirmed-empty': 'NE',
};

/**
 * Letters of an area's counts. An empty door with one word only is of unknown eligibility (UH) until it is confirmed;
 * doors closed by decision are NC here, because nobody of the household was registered.
 */
export const lettersOf = ({ states }: AreaCounts): LetterCounts => {
  const letters: LetterCounts = { I: 0, P: 0, R: 0, NC: states.decided, O: 0, UH: 0, UO: 0, NE: 0 };
  for (const [state, letter] of Object.entries(letterByState)) {
    letters[letter] += states[state as StandingState];
  }
  return letters;
};
