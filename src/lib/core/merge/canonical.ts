// Canonical JSON: one text per value, so that phone and server hash the same bytes. A subset of RFC 8785 (JCS): object
// keys in the order of their UTF-16 code units, no white space, numbers and strings as ECMAScript's JSON.stringify
// writes them. MERGE-1: two values have the same canonical text exactly when they are the same JSON value.

/** @throws TypeError for what JSON cannot say: undefined, functions, NaN, infinities, lone surrogates are the caller's bug. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) return canonicalObject(value);
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('not a JSON number');
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`not a JSON value: ${typeof value}`);
  return text;
};

const canonicalObject = (value: object): string => {
  const record = value as Record<string, unknown>;
  // The default order of sort() is by UTF-16 code units, which is what RFC 8785 asks for.
  const members = Object.keys(record)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`);
  return `{${members.join(',')}}`;
};

/** Whether two JSON values are the same. */
export const isSameValue = (left: unknown, right: unknown): boolean =>
  left === right || canonicalJson(left) === canonicalJson(right);
