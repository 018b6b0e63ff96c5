// Values on their way to PostgreSQL and back. PostgreSQL's texts cannot hold U+0000, which phones may send in a label:
// it is written as U+0001 U+0001, and U+0001 itself as U+0001 U+0002, so that every text comes back as it was.

export type Value = string | number | boolean | null | readonly (string | number | null)[];
export type Row = Record<string, unknown>;

const escapeText = (text: string): string =>
  text.includes('\u0000') || text.includes('\u0001')
    ? text.replaceAll('\u0001', '\u0001\u0002').replaceAll('\u0000', '\u0001\u0001')
    : text;

const unescapeText = (text: string): string =>
  text.includes('\u0001')
    ? text.replaceAll(/\u0001([\u0001\u0002])/g, (_, mark) =>
        mark === '\u0001' ? '\u0000' : '\u0001',
      )
    : text;

const quoteElement = (element: string | number | null): string => {
  if (element === null) return 'NULL';
  if (typeof element === 'number') return String(element);
  return `"${escapeText(element).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};

/** What is bound to a parameter; lists become PostgreSQL's array literals. */
export const bindValue = (value: Value): string | number | boolean | null => {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'object' && value !== null) return `{${value.map(quoteElement).join(',')}}`;
  return value;
};

/** One list per column, for `unnest`. */
export const columnsOf = <Key extends string>(
  items: readonly Readonly<Record<Key, string | number | null>>[],
  ...keys: Key[]
): (string | number | null)[][] => keys.map((key) => items.map((item) => item[key]));

export const textOf = (row: Row, column: string): string => unescapeText(String(row[column]));

/** bigint columns arrive as texts; all of ours stay below 2⁵³. */
export const numberOf = (row: Row, column: string): number => Number(row[column]);

export const numberOrNull = (row: Row, column: string): number | null =>
  row[column] == null ? null : Number(row[column]);
