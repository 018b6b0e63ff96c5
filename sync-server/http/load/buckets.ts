// Token buckets: how often one phone or one address may do something. LOAD-3: a bucket is so large that a phone which
// works as it should never finds it empty; one that runs wild is slowed down and loses nothing by it.

export type BucketLimits = {
  /** Tokens of a full bucket: what may come at once. */
  size: number;
  /** Tokens that come back in a second; 0 for no limit at all. */
  perSecond: number;
};

export type Buckets = {
  /** Whether a token was there, and is taken. */
  take(key: string): boolean;
};

/** Full buckets are forgotten when there are more than this, and the oldest when there are more than that. */
const sweptFrom = 20_000;
const maxKept = 100_000;

type Bucket = { tokens: number; at: number };

/** @param now ms, only ever growing */
export const createBuckets = ({ size, perSecond }: BucketLimits, now: () => number): Buckets => {
  const buckets = new Map<string, Bucket>();
  let sweepAt = sweptFrom;

  const refilled = ({ tokens, at }: Bucket, time: number): number =>
    Math.min(size, tokens + ((time - at) * perSecond) / 1000);

  /** Each sweep pays for itself by the many buckets that were made since the last. */
  const makeRoom = (time: number): void => {
    if (buckets.size >= maxKept) buckets.delete(buckets.keys().next().value ?? '');
    if (buckets.size < sweepAt) return;
    for (const [key, bucket] of buckets) if (refilled(bucket, time) >= size) buckets.delete(key);
    sweepAt = Math.max(sweptFrom, 2 * buckets.size);
  };

  const tokensOf = (key: string, time: number): number => {
    const known = buckets.get(key);
    return known === undefined ? size : refilled(known, time);
  };

  return {
    take: (key) => {
      if (perSecond === 0) return true;
      const time = now();
      const tokens = tokensOf(key, time);
      if (tokens < 1) return false;
      if (!buckets.has(key)) makeRoom(time);
      buckets.set(key, { tokens: tokens - 1, at: time });
      return true;
    },
  };
};
