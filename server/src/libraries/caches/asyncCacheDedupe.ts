/**
 * async-cache-dedupe: a cache of loaders that are defined by name and called as its methods. Seconds; without a life it shares
 * what is under way and keeps nothing.
 */
import type { CacheLibrary, CommandForm } from '../library.js';
import { CALL } from './memoizedFunction.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  define: { operation: 'client', key: 'none' },
  [CALL]: { operation: 'wrap', key: 0 },
  clear: { operation: 'invalidate', key: 1 },
  invalidate: { operation: 'invalidate-all', key: 'none' },
  invalidateAll: { operation: 'invalidate-all', key: 'none' },
};

export const asyncCacheDedupe: CacheLibrary = {
  id: 'async-cache-dedupe',
  packages: ['async-cache-dedupe'],
  newestMajor: 3,
  ownKeys: true,
  onlyFresh: 'where-emptied',
  instances: [{ path: ['createCache'], by: 'call', options: 0 }],
  types: [],
  definesLoaders: CALL,
  defaultTtl: () => ({ ttl: 'seconds' }),
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
