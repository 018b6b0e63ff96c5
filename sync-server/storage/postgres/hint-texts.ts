// Hints as the texts of notifications, which hold 8,000 bytes at most.

import type { Hints } from '../port.ts';

/** An id has 64 characters at most: 80 of them with their heads stay below the limit. */
const mostPerText = 80;

type Text = { from: string; heads: [string, number][]; staff: string[] };

/** @param from the process that sends them, which is told nothing that it knows */
export const encodeHints = ({ heads, staff }: Hints, from: string): string[] => {
  const texts: Text[] = [];
  const all = [...heads];
  for (let k = 0; k < Math.max(all.length, staff.length); k += mostPerText) {
    const part = { heads: all.slice(k, k + mostPerText), staff: staff.slice(k, k + mostPerText) };
    if (part.staff.length === 0) texts.push({ from, ...part });
    else texts.push({ from, heads: part.heads, staff: [] }, { from, heads: [], staff: part.staff });
  }
  return texts.map((text) => JSON.stringify(text));
};

/** Undefined for the own ones, and for what no process of ours has written. */
export const decodeHints = (payload: string, own: string): Hints | undefined => {
  try {
    const { from, heads, staff } = JSON.parse(payload) as Text;
    return from === own ? undefined : { heads: new Map(heads), staff };
  } catch {
    return undefined;
  }
};
