// Texts in the order of their UTF-16 code units, the same on every machine: never by locale.

/** < 0 when `left` stands before `right`. */
export const compareText = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;
