// What came of a visit, and the codes by which others count it. VISIT-1: this list is closed; a disposition is never
// renamed or reused. Sources: AAPOR Standard Definitions, 10th edition (2023), codes for in-person household surveys;
// DHS Recode Manual, variable HV015. The mapping is the project's own (domain.md).

export type Disposition =
  | 'complete'
  | 'partial'
  | 'refused'
  | 'no-access'
  | 'no-one-home'
  | 'no-one-able'
  | 'postponed'
  | 'unable'
  | 'not-found'
  | 'vacant'
  | 'not-a-dwelling'
  | 'demolished';

/** AAPOR letter under which a household is counted in rates: I, P, R, NC, O, UH (unknown), NE (not eligible). */
export type AaporLetter = 'I' | 'P' | 'R' | 'NC' | 'O' | 'UH' | 'NE';

export type DispositionFacts = { aapor: string; letter: AaporLetter; hv015: number | null };

export const dispositions: Readonly<Record<Disposition, DispositionFacts>> = {
  complete: { aapor: '1.10', letter: 'I', hv015: 1 },
  partial: { aapor: '1.20', letter: 'P', hv015: 1 },
  refused: { aapor: '2.11', letter: 'R', hv015: 5 },
  'no-access': { aapor: '2.23', letter: 'NC', hv015: null },
  'no-one-home': { aapor: '2.24', letter: 'NC', hv015: 3 },
  'no-one-able': { aapor: '2.25', letter: 'NC', hv015: 2 },
  postponed: { aapor: '2.25', letter: 'NC', hv015: 4 },
  unable: { aapor: '2.36', letter: 'O', hv015: 9 },
  'not-found': { aapor: '3.18', letter: 'UH', hv015: 8 },
  vacant: { aapor: '4.61', letter: 'NE', hv015: 6 },
  'not-a-dwelling': { aapor: '4.51', letter: 'NE', hv015: 9 },
  demolished: { aapor: '4.54', letter: 'NE', hv015: 7 },
};

export const dispositionCodes = Object.keys(dispositions) as Disposition[];

/** VISIT-2: these say that nobody is to be expected behind the door; one person's word is never enough for them. */
export type EmptyDisposition = 'vacant' | 'not-a-dwelling' | 'demolished';

export const isEmptyDisposition = (disposition: Disposition): disposition is EmptyDisposition =>
  dispositions[disposition].letter === 'NE';

/** VISIT-3: these prove that somebody lives there, so an earlier "vacant" no longer counts towards its confirmation. */
export const provesOccupied = (disposition: Disposition): boolean =>
  disposition === 'complete' ||
  disposition === 'partial' ||
  disposition === 'refused' ||
  disposition === 'no-one-able' ||
  disposition === 'postponed' ||
  disposition === 'unable';
