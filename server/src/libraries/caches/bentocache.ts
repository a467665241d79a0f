/**
 * bentocache: one options object for each call, TTLs in milliseconds or as a text such as `10m`, thirty
 * seconds when nothing is said, and null for "for ever".
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

const KEY = { argument: 0, option: 'key' };
const TTL: TtlSlot = {
  at: 'option',
  argument: 0,
  options: { ttl: 'milliseconds-or-text' },
  forever: [null],
};

const TAGS = { argument: 0, option: 'tags' };

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: KEY },
  has: { operation: 'read', key: KEY },
  missing: { operation: 'read', key: KEY },
  set: { operation: 'write', key: KEY, value: { argument: 0, option: 'value' }, tags: TAGS, ttl: [TTL] },
  setForever: {
    operation: 'write',
    key: KEY,
    value: { argument: 0, option: 'value' },
    tags: TAGS,
    ignoresDefaultTtl: true,
  },
  getOrSet: {
    operation: 'wrap',
    key: KEY,
    loader: { argument: 0, option: 'factory' },
    tags: TAGS,
    ttl: [TTL],
  },
  getOrSetForever: {
    operation: 'wrap',
    key: KEY,
    loader: { argument: 0, option: 'factory' },
    tags: TAGS,
    ignoresDefaultTtl: true,
  },
  pull: { operation: 'invalidate', key: KEY },
  delete: { operation: 'invalidate', key: KEY },
  deleteMany: { operation: 'invalidate', key: { argument: 0, option: 'keys' } },
  deleteByTag: { operation: 'invalidate-tag', key: TAGS },
  expire: { operation: 'invalidate', key: KEY },
  clear: { operation: 'invalidate-all', key: 'none' },
  // Another store of the same cache, or a part of it.
  use: { operation: 'client', key: 'none' },
  namespace: { operation: 'client', key: 'none', namespace: { argument: 0, separator: ':' } },
};

export const bentocache: CacheLibrary = {
  id: 'bentocache',
  packages: ['bentocache'],
  newestMajor: 1,
  instances: [{ path: ['BentoCache'], by: 'new', options: 0 }],
  types: ['BentoCache', 'BentoCache.default'],
  defaultTtl: () => ({ ttl: 'milliseconds-or-text' }),
  ownDefaultTtl: 30_000,
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (/^(set|getOrSet)$/.test(command) ? 'own-ttl-milliseconds' : undefined),
};
