/**
 * cache-manager 3 to 7, directly or injected by Nest. Up to version 4 a TTL is in seconds, given as a number or
 * `{ ttl }`; from version 5 on it is a number of milliseconds and an object is ignored.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';
import { majorIn } from '../majorVersion.js';
import { SENT_BY_STORES } from './cacheManagerStores.js';

const SECONDS_OPTION: TtlSlot = { at: 'option', argument: 2, options: { ttl: 'seconds' } };
const SECONDS: readonly TtlSlot[] = [SECONDS_OPTION, { at: 'argument', argument: 2, unit: 'seconds' }];
const MILLISECONDS: readonly TtlSlot[] = [{ at: 'argument', argument: 2, unit: 'milliseconds' }];
const WRAP_MILLISECONDS: readonly TtlSlot[] = [
  { at: 'argument', argument: 2, unit: 'milliseconds', computed: true },
  { at: 'option', argument: 2, options: { ttl: 'milliseconds' } },
];

const COMMON: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  mget: { operation: 'read', key: 'all' },
  ttl: { operation: 'read', key: 0 },
  del: { operation: 'invalidate', key: 'all' },
  mdel: { operation: 'invalidate', key: 'all' },
  reset: { operation: 'invalidate-all', key: 'none' },
  clear: { operation: 'invalidate-all', key: 'none' },
  keys: { operation: 'scan', key: 'none' },
};

const BEFORE_5: Readonly<Record<string, CommandForm>> = {
  ...COMMON,
  set: { operation: 'write', key: 0, value: 1, ttl: SECONDS },
  wrap: { operation: 'wrap', key: 0, loader: 1, ttl: [SECONDS_OPTION] },
};

const FROM_5: Readonly<Record<string, CommandForm>> = {
  ...COMMON,
  set: { operation: 'write', key: 0, value: 1, ttl: MILLISECONDS },
  wrap: { operation: 'wrap', key: 0, loader: 1, ttl: WRAP_MILLISECONDS },
};

/** `mset` of each version: pairs in turn with options behind them, pairs with a number, entries. */
function several(major: number): CommandForm {
  if (major < 5)
    return {
      operation: 'write',
      key: 'properties',
      ttl: [{ at: 'last-option', option: 'ttl', unit: 'seconds' }],
    };
  if (major === 5) {
    return {
      operation: 'write',
      key: 'properties',
      ttl: [{ at: 'argument', argument: 1, unit: 'milliseconds' }],
    };
  }
  return {
    operation: 'write',
    key: 'properties',
    ttl: [{ at: 'entries', option: 'ttl', unit: 'milliseconds' }],
    // Version 6 forgets the default of the cache here.
    ...(major === 6 && { ignoresDefaultTtl: true }),
  };
}

export const cacheManager: CacheLibrary = {
  id: 'cache-manager',
  packages: ['cache-manager', '@nestjs/cache-manager'],
  // Up to version 5 the store decides.
  miss: (major) => (major < 6 ? undefined : major === 6 ? 'null' : 'undefined'),
  newestMajor: 7,
  majorOfPackage: (name, major) => (name === '@nestjs/cache-manager' && major < 3 ? 5 : undefined),
  instances: [
    { path: ['caching'], by: 'call', options: 1, majors: [5] },
    { path: ['default', 'caching'], by: 'call', options: 1, majors: [5] },
    { path: ['caching'], by: 'call', options: 0, majors: [1, 2, 3, 4] },
    { path: ['default', 'caching'], by: 'call', options: 0, majors: [1, 2, 3, 4] },
    { path: ['createCache'], by: 'call', options: 0 },
    { path: ['multiCaching'], by: 'call', options: 0 },
    { path: ['default', 'multiCaching'], by: 'call', options: 0 },
  ],
  types: ['Cache', 'MemoryCache', 'RedisCache', 'MultiCache'],
  tokens: ['CACHE_MANAGER'],
  selfMembers: ['store'],
  storeOptions: ['stores', 'store'],
  writesJson: {
    stores: ['stores', 'store'],
    over: /^(cache-manager-(io)?redis|@keyv\/(redis|valkey)$)/,
    unless: [],
  },
  storesInSeconds: (major) => (major === 5 ? ['cache-manager-redis-store'] : []),
  readyStoreDecides: (major) => major === 5,
  bounds: { options: ['max'], memoryOnly: true },
  // The store in memory of versions up to 5 copies what it is given, and hands that out as it is.
  givesStored: { inMemoryBefore: 6 },
  sends: (command, major) =>
    major < 6 ? SENT_BY_STORES[command] : command === 'clear' ? 'unlink-all' : undefined,
  defaultTtl: (major) => ({ ttl: major < 5 ? 'seconds' : 'milliseconds' }),
  // Versions 1 and 2 of the Nest module, and Nest before it had one, give every entry five seconds.
  injectedDefaultTtl(rangeOf) {
    const major = majorIn(rangeOf('@nestjs/cache-manager'));
    if (major !== undefined) return major < 3 ? 5_000 : undefined;
    return (majorIn(rangeOf('@nestjs/common')) ?? 10) < 10 ? 5_000 : undefined;
  },
  command(name, major) {
    if (name === 'mset') return several(major);
    const table = major < 5 ? BEFORE_5 : FROM_5;
    return Object.hasOwn(table, name) ? table[name] : undefined;
  },
  ttlForm: (command, major) =>
    command !== 'set' && command !== 'wrap'
      ? undefined
      : major < 5
        ? 'seconds-option'
        : 'milliseconds-argument',
};
