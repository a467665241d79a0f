/**
 * Keeps the last review of a workspace folder in a file of the user's cache folder, and says which build of the engine made
 * it: what another build found is no answer.
 */
import { statSync } from 'node:fs';
import { cacheFilePath, readCacheFile, writeCacheFile } from './cacheFile.js';
import type { ReviewStore } from './workspaceSource.js';

/** `root` is an absolute path; `directory` is where the files lie, by default the user's cache folder. */
export function createReviewFile(root: string, directory?: string): ReviewStore {
  const path = cacheFilePath(root, '.review', directory);
  return {
    load: () => readCacheFile(path),
    save: (review) => writeCacheFile(path, [JSON.stringify(review)]),
  };
}

/** What tells one build of a bundle from another; undefined when there is no such file. */
export function buildOf(bundle: string): string | undefined {
  const stat = statSync(bundle, { throwIfNoEntry: false });
  return stat && `${stat.size}:${stat.mtimeMs}`;
}
