// Statistics of a benchmark: medians only, because one pause of the machine must not decide a promise.

/** The middle of the samples; of an even number the mean of the two in the middle. At least one sample. */
export const median = (samples: readonly number[]): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('A median needs a sample.');
  return (upper + lower) / 2;
};

/** Takes so many samples one after the other. */
export const sampled = async <Sample>(
  samples: number,
  take: (at: number) => Promise<Sample>,
): Promise<Sample[]> => {
  const taken: Sample[] = [];
  for (let at = 0; at < samples; at += 1) taken.push(await take(at));
  return taken;
};
