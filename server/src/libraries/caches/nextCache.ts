/**
 * Next.js `unstable_cache`: a function around a loader whose results are kept for `revalidate` seconds, or
 * until one of its tags is revalidated. With tags a missing time limit is a decision. A function that calls `cacheTag` is
 * kept itself.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const BY_TAG: CommandForm = { operation: 'invalidate-tag', key: 0 };

const BY_PATH: CommandForm = { operation: 'invalidate-tag', key: 'none', paths: true };

/** In a function with `'use cache'`: how long it is kept, a profile says. */
const TAGGED: CommandForm = { operation: 'wrap', key: 'none', tags: 0, keepsCaller: true };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  unstable_cache: {
    operation: 'wrap',
    key: 1,
    keyJoin: ',',
    loader: 0,
    givesLoader: true,
    tags: { argument: 2, option: 'tags' },
    ttl: [
      {
        at: 'option',
        argument: 2,
        options: { revalidate: 'seconds', tags: 'keep' },
        forever: [false],
      },
    ],
  },
  cacheTag: TAGGED,
  unstable_cacheTag: TAGGED,
  revalidateTag: BY_TAG,
  updateTag: BY_TAG,
  expireTag: BY_TAG,
  unstable_expireTag: BY_TAG,
  // What was read for that path, whatever its tags are.
  revalidatePath: BY_PATH,
  expirePath: BY_PATH,
  unstable_expirePath: BY_PATH,
};

export const nextCache: CacheLibrary = {
  id: 'next',
  packages: ['next', 'next/cache'],
  newestMajor: 16,
  refusesZero: true,
  keptForPages: true,
  instances: [],
  types: [],
  functions: Object.keys(COMMANDS),
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'unstable_cache' ? 'revalidate-option' : undefined),
};
