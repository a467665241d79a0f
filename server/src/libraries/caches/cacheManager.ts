/**
 * cache-manager, directly or injected by @nestjs/cache-manager. Up to version 4 a TTL is in seconds, given
 * as a number or `{ ttl }`; from version 5 on it is a number of milliseconds and an object is ignored.
 */
import type { CacheLibrary, CommandForm, TtlSlot } from '../library.js';

const SECONDS: readonly TtlSlot[] = [
  { at: 'option', argument: 2, options: { ttl: 'seconds' } },
  { at: 'argument', argument: 2, unit: 'seconds' },
];
const MILLISECONDS: readonly TtlSlot[] = [{ at: 'argument', argument: 2, unit: 'milliseconds' }];
const WRAP_MILLISECONDS: readonly TtlSlot[] = [
  { at: 'argument', argument: 2, unit: 'milliseconds' },
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

export const cacheManager: CacheLibrary = {
  id: 'cache-manager',
  packages: ['cache-manager', '@nestjs/cache-manager'],
  newestMajor: 7,
  instances: [
    { path: ['caching'], by: 'call', options: 1, majors: [5] },
    { path: ['caching'], by: 'call', options: 0, majors: [1, 2, 3, 4] },
    { path: ['default', 'caching'], by: 'call', options: 0, majors: [1, 2, 3, 4] },
    { path: ['createCache'], by: 'call', options: 0 },
    { path: ['multiCaching'], by: 'call' },
  ],
  types: ['Cache', 'MemoryCache', 'RedisCache'],
  tokens: ['CACHE_MANAGER'],
  storeOptions: ['stores', 'store'],
  defaultTtl: (major) => ({ ttl: major < 5 ? 'seconds' : 'milliseconds' }),
  // Versions 1 and 2 of the Nest module give every entry five seconds.
  injectedDefaultTtl(rangeOf) {
    const major = Number(/\d+/.exec(rangeOf('@nestjs/cache-manager') ?? '')?.[0] ?? 3);
    return major < 3 ? 5_000 : undefined;
  },
  command(name, major) {
    const before5 = major < 5;
    if (name === 'set') {
      return { operation: 'write', key: 0, value: 1, ttl: before5 ? SECONDS : MILLISECONDS };
    }
    if (name === 'wrap') {
      return { operation: 'wrap', key: 0, loader: 1, ttl: before5 ? SECONDS : WRAP_MILLISECONDS };
    }
    return COMMON[name];
  },
  ttlForm: (command, major) =>
    command !== 'set' && command !== 'wrap'
      ? undefined
      : major < 5
        ? 'seconds-option'
        : 'milliseconds-argument',
};
