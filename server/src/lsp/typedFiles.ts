/**
 * What is said of single files while somebody types, before the folder is reviewed. In: a way to review one file. Out: its
 * report, for the texts of now. A newer keystroke ends what is under way, which begins anew; where the last answer took long, it
 * waits for a pause in the typing first, so that nobody's machine works on texts that are gone.
 */
import { setTimeout } from 'node:timers/promises';
import type { FileReport } from './folderReview.js';

/** Milliseconds; what takes less than this is done at every keystroke. */
const QUICK_MS = 60;

export interface TypedFiles {
  /** What was told since the last review of the folder. */
  readonly told: ReadonlyMap<string, FileReport>;
  /** Undefined where only a review of the folder can tell, and once that has. */
  reportOf(file: string): Promise<FileReport | undefined>;
  /** The text of this file is another one. */
  edit(file: string): void;
  /** Something that any answer may depend on is another one. */
  interrupt(): void;
  /** The folder has been reviewed. */
  forget(): void;
}

/** `review` may reject; `isAsked` says whether the folder's review has not answered yet; `longestPauseMs` bounds the wait. */
export function createTypedFiles(
  review: (file: string, signal: AbortSignal) => Promise<FileReport | undefined>,
  isAsked: () => boolean,
  longestPauseMs: number,
): TypedFiles {
  const told = new Map<string, FileReport>();
  const underWay = new Map<string, Promise<FileReport | undefined>>();
  /** How long the last answer took, in milliseconds. */
  const durations = new Map<string, number>();
  let typing = new AbortController();

  async function attempt(file: string, signal: AbortSignal): Promise<FileReport | undefined> {
    const lastMs = durations.get(file) ?? 0;
    if (lastMs > QUICK_MS) await setTimeout(Math.min(lastMs, longestPauseMs), undefined, { signal });
    const started = performance.now();
    const report = await review(file, signal);
    signal.throwIfAborted();
    durations.set(file, performance.now() - started);
    if (report) told.set(file, report);
    return report;
  }

  async function find(file: string): Promise<FileReport | undefined> {
    while (isAsked()) {
      const { signal } = typing;
      try {
        return await attempt(file, signal);
      } catch {
        // What fails here fails in the review of the folder, which says so.
        if (!signal.aborted) return undefined;
      }
    }
    return undefined;
  }

  function interrupt(): void {
    typing.abort();
    typing = new AbortController();
  }

  return {
    told,
    reportOf(file) {
      const known = told.get(file);
      if (known) return Promise.resolve(known);
      const asked = underWay.get(file) ?? find(file).finally(() => underWay.delete(file));
      underWay.set(file, asked);
      return asked;
    },
    edit(file) {
      told.delete(file);
      interrupt();
    },
    interrupt,
    forget() {
      told.clear();
      interrupt();
    },
  };
}
