/**
 * Next.js `unstable_cache`: a function around a loader whose results are kept for `revalidate` seconds, or
 * until one of its tags is revalidated. With tags a missing time limit is a decision.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  unstable_cache: {
    operation: 'wrap',
    key: 1,
    keyJoin: ',',
    loader: 0,
    givesLoader: true,
    ttl: [
      {
        at: 'option',
        argument: 2,
        options: { revalidate: 'seconds', tags: 'keep' },
        forever: [false],
      },
    ],
  },
};

export const nextCache: CacheLibrary = {
  id: 'next',
  packages: ['next', 'next/cache'],
  newestMajor: 16,
  instances: [],
  types: [],
  functions: ['unstable_cache'],
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'unstable_cache' ? 'revalidate-option' : undefined),
};
