/**
 * Keeps long work from blocking the event loop: call `pause` between two files. It yields at most every
 * 20 ms, and rejects with the signal's reason once the work is no longer wanted.
 */
import { setImmediate } from 'node:timers/promises';

const SLICE_MS = 20;

export type Pause = () => Promise<void> | undefined;

/** Returns undefined while the slice lasts, so that callers need not await every time. */
export function createPause(signal?: AbortSignal): Pause {
  let sliceEnd = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < sliceEnd) return undefined;
    return setImmediate().then(() => {
      signal?.throwIfAborted();
      sliceEnd = performance.now() + SLICE_MS;
    });
  };
}
