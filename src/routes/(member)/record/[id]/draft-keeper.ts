// Keeps the draft a moment after the last change, and at once when the page goes away.

export type DraftKeeper = {
  keep(form: unknown): void;
  /** Writes what waits now. */
  flush(): void;
  /** Nothing is written any more: the form was saved. */
  stop(): void;
};

type Options = {
  write: (form: unknown) => Promise<void>;
  /** Between the last change and the writing. */
  waitMs: number;
  /** Told false at each change, true once that change is written and none came after it. */
  onkept: (isKept: boolean) => void;
};

export const createDraftKeeper = ({ write, waitMs, onkept }: Options): DraftKeeper => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: unknown;
  let isStopped = false;
  let changes = 0;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting === undefined || isStopped) return;
    const written = changes;
    void write(waiting).then(
      () => written === changes && onkept(true),
      () => undefined,
    );
    waiting = undefined;
  };
  return {
    keep(form) {
      changes += 1;
      onkept(false);
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
