/**
 * lru-cache 5 to 11. TTLs in milliseconds: `maxAge` up to version 6, then an option called `ttl`. With a
 * maximum it holds a limited number of entries, so that a missing TTL costs no memory.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

// Up to version 6 a zero asks for the default, later for no TTL at all.
const BEFORE_7: readonly TtlSlot[] = [{ at: 'argument', argument: 2, unit: 'milliseconds', forever: [] }];
const FROM_7: readonly TtlSlot[] = [{ at: 'option', argument: 2, options: { ttl: 'milliseconds' } }];
const FETCH: readonly TtlSlot[] = [{ at: 'option', argument: 1, options: { ttl: 'milliseconds' } }];

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  peek: { operation: 'read', key: 0 },
  has: { operation: 'read', key: 0 },
  getRemainingTTL: { operation: 'read', key: 0 },
  // What they load is the business of the construction: `fetchMethod`, `memoMethod`.
  fetch: { operation: 'wrap', key: 0, ttl: FETCH },
  memo: { operation: 'wrap', key: 0, ttl: FETCH },
  del: { operation: 'invalidate', key: 0 },
  delete: { operation: 'invalidate', key: 0 },
  pop: { operation: 'other', key: 'none' },
  reset: { operation: 'invalidate-all', key: 'none' },
  clear: { operation: 'invalidate-all', key: 'none' },
};

export const lruCache: CacheLibrary = {
  id: 'lru-cache',
  packages: ['lru-cache'],
  miss: () => 'undefined',
  givesStored: true,
  ownKeys: true,
  newestMajor: 11,
  instances: [
    { path: ['default'], by: 'new', options: 0 },
    { path: ['default'], by: 'call', options: 0, majors: [4] },
    { path: ['LRUCache'], by: 'new', options: 0 },
    { path: ['default', 'LRUCache'], by: 'new', options: 0 },
  ],
  types: ['default', 'LRUCache'],
  // Version 7 still reads the old name.
  defaultTtl: (major) => ({
    ...(major >= 7 && { ttl: 'milliseconds' }),
    ...(major <= 7 && { maxAge: 'milliseconds' }),
  }),
  unreadTtl: (major) => (major < 7 ? ['ttl'] : major > 7 ? ['maxAge'] : []),
  renewOption: 'updateAgeOnGet',
  bounds: { options: ['max', 'maxSize'], argument: true },
  command(name, major) {
    if (name === 'set') return { operation: 'write', key: 0, value: 1, ttl: major < 7 ? BEFORE_7 : FROM_7 };
    if ((name === 'fetch' || name === 'memo') && major < 7) return undefined;
    return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  },
  ttlForm: (command, major) =>
    command !== 'set' ? undefined : major < 7 ? 'milliseconds-argument' : 'ttl-milliseconds-option',
};
