/** A map whose writes are seen by its own reads at once and by the map beneath only after `commit`. */
export type StagedMap<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  commit(): void;
};

export const stageMap = <Value>(beneath: Map<string, Value>): StagedMap<Value> => {
  const written = new Map<string, Value>();
  return {
    get: (key) => written.get(key) ?? beneath.get(key),
    set: (key, value) => void written.set(key, value),
    commit: () => {
      for (const [key, value] of written) beneath.set(key, value);
    },
  };
};
