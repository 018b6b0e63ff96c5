// The digest of what is stored, kept up to date row by row. TALLY-1: a term is taken from the stored text, never from
// what was sent. TALLY-2: the first pass runs in slices, so that the screen stays quick. TALLY-3: a row whose columns do
// not say what its document says counts as none, so that the digest cannot agree.

import { addTerm, digestText, emptyDigest, removeTerm, termOf } from '#core/merge/digest.ts';
import { hexOf } from '#core/merge/chain.ts';
import { sha256 } from '../sha256.ts';
import type { ReplicaRow } from './rows-dexie.ts';

export type Tally = {
  /** Counts the row in, in the place of an earlier one of the same id. */
  put(row: ReplicaRow): void;
  count(): number;
  /** 32 hex digits. */
  digest(): string;
};

const sliceMs = 6;

/** TALLY-3. A document's text is canonical: it holds the name of its household exactly so. */
export const isSound = ({ id, of, doc }: ReplicaRow): boolean =>
  typeof id === 'string' &&
  typeof doc === 'string' &&
  (of === '' ? !doc.includes('"household":"') : doc.includes(`"household":${JSON.stringify(of)}`));

/** What a sound row adds to the digest. */
export const rowTerm = ({ id, doc }: ReplicaRow): bigint => termOf(sha256, id, hexOf(sha256(doc)));

export const createTally = (): Tally => {
  const terms = new Map<string, bigint>();
  let sum = emptyDigest;
  return {
    put(row) {
      const { id } = row;
      const before = terms.get(id);
      if (before !== undefined) sum = removeTerm(sum, before);
      if (!isSound(row)) return void terms.delete(id);
      const term = rowTerm(row);
      terms.set(id, term);
      sum = addTerm(sum, term);
    },
    count: () => terms.size,
    digest: () => digestText(sum),
  };
};

/** TALLY-2. */
export const tallyRows = async (rows: readonly ReplicaRow[]): Promise<Tally> => {
  const tally = createTally();
  let sliceEnd = performance.now() + sliceMs;
  for (const row of rows) {
    tally.put(row);
    if (performance.now() < sliceEnd) continue;
    await new Promise((resolve) => setTimeout(resolve));
    sliceEnd = performance.now() + sliceMs;
  }
  return tally;
};
