/**
 * @unkey/cache 1: every namespace is a cache of its own, over stores that are asked in turn. Milliseconds: until `fresh` an
 * entry is given, until `stale` it is given and loaded anew behind it. Nothing throws: what is given stands under `val`.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  // The namespaces are its members, as they were handed in.
  createCache: { operation: 'other', key: 'none', gives: 0 },
  get: { operation: 'read', key: 0 },
  set: {
    operation: 'write',
    key: 0,
    value: 1,
    ttl: [{ at: 'option', argument: 2, options: { stale: 'milliseconds' } }],
  },
  swr: { operation: 'wrap', key: 0, loader: 1 },
  remove: { operation: 'invalidate', key: 0 },
};

export const unkeyCache: CacheLibrary = {
  id: 'unkey-cache',
  packages: ['@unkey/cache'],
  miss: () => 'undefined',
  valueUnder: 'val',
  ownKeys: true,
  newestMajor: 1,
  instances: [{ path: ['Namespace'], by: 'new', options: 1 }],
  types: ['Namespace'],
  functions: ['createCache'],
  defaultTtl: () => ({ stale: 'milliseconds' }),
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: () => undefined,
};
