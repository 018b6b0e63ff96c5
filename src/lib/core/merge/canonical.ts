// Canonical JSON: one text per value, so that phone and server hash the same bytes. A subset of RFC 8785 (JCS): object
// keys in the order of their UTF-16 code units, no white space, numbers and strings as ECMAScript's JSON.stringify
// writes them. MERGE-1: two values have the same canonical text exactly when they are the same JSON value.
//
// A value is first brought into order, which costs nothing where it is in order already, as everything is that was read
// from canonical text; then the platform writes it at once, several times faster than piece by piece.

/** @throws TypeError for what JSON cannot say: undefined, functions, NaN, infinities, lone surrogates are the caller's bug. */
export const canonicalJson = (value: unknown): string => {
  const ordered = inOrder(value);
  return ordered === unorderable ? writePiecewise(value) : JSON.stringify(ordered);
};

/** Objects list keys that look like array indexes before others, in whatever order they were made. */
const unorderable = Symbol('unorderable');
const likeAnIndex = /^\d/;

/** The value itself where all keys are in order, else a copy in which they are. */
const inOrder = (value: unknown): unknown => {
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value) ? orderArray(value) : orderObject(value as Record<string, unknown>);
  }
  const isJson =
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value === null ||
    (typeof value === 'number' && Number.isFinite(value));
  return isJson ? value : unorderable;
};

const orderArray = (items: readonly unknown[]): unknown => {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    const ordered = inOrder(item);
    if (ordered === unorderable) return unorderable;
    if (ordered !== item) copy ??= items.slice();
    if (copy !== undefined) copy[at] = ordered;
  }
  return copy ?? items;
};

const orderObject = (record: Record<string, unknown>): unknown => {
  if (typeof record['toJSON'] === 'function') return unorderable;
  const keys = Object.keys(record);
  const isSorted = areSorted(keys);
  if (!isSorted) keys.sort();
  let copy: Record<string, unknown> | undefined = isSorted ? undefined : {};
  for (const key of keys) {
    const ordered = inOrder(record[key]);
    if (ordered === unorderable) return unorderable;
    if (ordered !== record[key]) copy ??= { ...record };
    if (copy === undefined) continue;
    if (key === '__proto__' || (!isSorted && likeAnIndex.test(key))) return unorderable;
    copy[key] = ordered;
  }
  return copy ?? record;
};

const areSorted = (keys: readonly string[]): boolean => {
  for (let at = 1; at < keys.length; at += 1) {
    if ((keys[at - 1] ?? '') > (keys[at] ?? '')) return false;
  }
  return true;
};

const writePiecewise = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(writePiecewise).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const record = value as Record<string, unknown>;
    // The default order of sort() is by UTF-16 code units, which is what RFC 8785 asks for.
    const members = Object.keys(record)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${writePiecewise(record[key])}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError('not a JSON number');
  }
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`not a JSON value: ${typeof value}`);
  return text;
};

/** Whether two JSON values are the same. */
export const isSameValue = (left: unknown, right: unknown): boolean =>
  left === right || canonicalJson(left) === canonicalJson(right);
