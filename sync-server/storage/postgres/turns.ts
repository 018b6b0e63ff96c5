// Jobs of one key one after another, jobs of different keys side by side.

export type Turns = <Result>(key: string, job: () => Promise<Result>) => Promise<Result>;

export const createTurns = (): Turns => {
  const lastByKey = new Map<string, Promise<unknown>>();
  return (key, job) => {
    const result = (lastByKey.get(key) ?? Promise.resolve()).then(job);
    const last = result
      .catch(() => undefined)
      .then(() => {
        if (lastByKey.get(key) === last) lastByKey.delete(key);
      });
    lastByKey.set(key, last);
    return result;
  };
};
