/** Nothing of ours nests deeper; whoever walks a value of this depth may recurse. */
const maxDepth = 64;

/** Whether a parsed JSON value is no deeper than ours are and holds no number beyond JSON's range. */
export const isShallow = (value: unknown, depth = 0): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < maxDepth && Object.values(value).every((inner) => isShallow(inner, depth + 1));
};
