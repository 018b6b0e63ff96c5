// The kept records of a grid as a leader works through them: what waits for a word, by the phone that sent it; what was settled;
// what broke a rule and cannot be taken. KEPT-2: a record stands in exactly one of them.

import type { KeptKey } from '#session/app.ts';
import type { KeptAnswer, KeptRecord } from './kept-words.ts';

export type PhoneOfKept = { device: string; name: string; label: string; records: KeptRecord[] };
type KeptGroups = {
  phones: PhoneOfKept[];
  settled: KeptRecord[];
  against: KeptRecord[];
  /** Settled on this phone, not known to the server yet. */
  waiting: ReadonlySet<string>;
};

export const keyOf = ({ device, n, fork }: KeptKey): string => `${device} ${n} ${fork}`;

export const isOpen = ({ verdict, settled }: KeptRecord): boolean =>
  verdict === 'quarantined' && settled === null;

const byPhone = (records: readonly KeptRecord[]): PhoneOfKept[] => {
  const phones = new Map<string, PhoneOfKept>();
  for (const record of records) {
    const { device, name, label } = record;
    const phone = phones.get(device) ?? { device, name, label, records: [] };
    phone.records.push(record);
    phones.set(device, phone);
  }
  return [...phones.values()];
};

/** How many wait for a leader's word, also of those that the answer had no room for. */
export const openCount = ({ quarantine, waiting }: KeptAnswer): number => {
  const settledHere = new Set(waiting.map(keyOf));
  const listed = quarantine.kept.filter(isOpen);
  const said = listed.filter((one) => settledHere.has(keyOf(one)));
  return (quarantine.open ?? listed.length) - said.length;
};

export const groupKept = ({ quarantine: { kept }, waiting }: KeptAnswer): KeptGroups => ({
  phones: byPhone(kept.filter(isOpen)),
  settled: kept.filter(({ settled }) => settled !== null),
  against: kept.filter(({ verdict, settled }) => verdict === 'rejected' && settled === null),
  waiting: new Set(waiting.map(keyOf)),
});
