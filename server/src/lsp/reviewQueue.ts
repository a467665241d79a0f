/**
 * Runs one thing again and again, never twice at a time. A request while it runs makes the running one
 * stale: its signal is aborted and it runs anew. Requests that come close together are served by one run.
 */
export interface ReviewQueue {
  request(): void;
  /** Resolves when nothing is requested that has not been done. */
  settled(): Promise<void>;
  readonly isSettled: boolean;
  /** Stops the running one and lets everyone who waits go. */
  dispose(): void;
}

/** `run` must not reject; `delayMs` is how long a request waits for others to join it. */
export function createReviewQueue(
  run: (signal: AbortSignal) => Promise<void>,
  delayMs: number,
  onSettled: () => void,
): ReviewQueue {
  let requested = 0;
  let done = 0;
  let isDisposed = false;
  let running: AbortController | undefined;
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];

  const release = () => {
    const released = waiting;
    waiting = [];
    for (const resolve of released) resolve();
  };
  const start = async () => {
    timer = undefined;
    const target = requested;
    running = new AbortController();
    await run(running.signal);
    running = undefined;
    if (isDisposed) return;
    if (requested !== target) schedule();
    else {
      done = target;
      release();
      onSettled();
    }
  };
  const schedule = () => {
    timer ??= setTimeout(() => void start(), delayMs);
  };

  return {
    request() {
      if (isDisposed) return;
      requested++;
      if (running) running.abort(new Error('A newer edit made this review stale.'));
      else schedule();
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
