// Keeps the draft a moment after the last change, and at once when the page goes away.

export type DraftKeeper = {
  keep(form: unknown): void;
  /** Writes what waits now. */
  flush(): void;
  /** Nothing is written any more: the form was saved. */
  stop(): void;
};

/** @param waitMs between the last change and the writing */
export const createDraftKeeper = (
  write: (form: unknown) => Promise<void>,
  waitMs: number,
): DraftKeeper => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: unknown;
  let isStopped = false;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting !== undefined && !isStopped) void write(waiting).catch(() => undefined);
    waiting = undefined;
  };
  return {
    keep(form) {
      waiting = form;
      clearTimeout(timer);
      timer = setTimeout(flush, waitMs);
    },
    flush,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
};
