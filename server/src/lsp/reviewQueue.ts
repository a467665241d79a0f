/**
 * Runs one thing again and again, never twice at a time. A request while it runs makes the running one
 * stale: its signal is aborted and it runs anew. Requests that come close together are served by one run, after the
 * last of those that wait the shortest.
 */
export interface ReviewQueue {
  /** `delayMs` is how long it waits for others to join it. */
  request(delayMs: number): void;
  /** What is requested need not wait longer than this. */
  hasten(delayMs: number): void;
  /** Resolves when nothing is requested that has not been done. */
  settled(): Promise<void>;
  readonly isSettled: boolean;
  /** Stops the running one and lets everyone who waits go. */
  dispose(): void;
}

/** `run` must not reject. */
export function createReviewQueue(
  run: (signal: AbortSignal) => Promise<void>,
  onSettled: () => void,
): ReviewQueue {
  let requested = 0;
  let done = 0;
  let isDisposed = false;
  let running: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** The shortest delay of those who wait. */
  let delay = Number.POSITIVE_INFINITY;
  let waiting: (() => void)[] = [];

  const release = () => {
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  };
  const start = async () => {
    timer = undefined;
    delay = Number.POSITIVE_INFINITY;
    const target = requested;
    running = new AbortController();
    await run(running.signal);
    running = undefined;
    if (isDisposed) return;
    if (requested !== target) schedule();
    else {
      delay = Number.POSITIVE_INFINITY;
      done = target;
      release();
      onSettled();
    }
  };
  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void start(), delay);
  };

  return {
    request(delayMs) {
      if (isDisposed) return;
      requested++;
      const isSooner = delayMs <= delay;
      if (isSooner) delay = delayMs;
      if (running) running.abort(new Error('A newer edit made this review stale.'));
      else if (isSooner) schedule();
    },
    hasten(delayMs) {
      if (requested === done || delayMs >= delay) return;
      delay = delayMs;
      if (timer) schedule();
    },
    settled: () =>
      requested === done || isDisposed ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    get isSettled() {
      return requested === done;
    },
    dispose() {
      isDisposed = true;
      clearTimeout(timer);
      running?.abort(new Error('The folder was closed.'));
      release();
    },
  };
}
