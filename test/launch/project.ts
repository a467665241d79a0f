/**
 * Where things are in this project. Paths only: nothing is created here.
 */
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The sample workspace that `npm start` opens and the suites review. */
export const shopWorkspace = join(projectRoot, 'test', 'workspaces', 'shop');

/** Screenshots, logs and test results; git-ignored. */
export const artifactsFolder = join(projectRoot, '.artifacts');

/** Everything downloaded that is not a dependency; git-ignored, safe to delete. */
export const cacheFolder = process.env.CACHE_REVIEW_CACHE_DIR
  ? resolve(process.env.CACHE_REVIEW_CACHE_DIR)
  : join(projectRoot, '.cache');
