/**
 * Stores that are made ready and handed to cache-manager 5, where their own options decide: a `ttl` beside them, in
 * `caching()` or in the module of Nest, is not read. Read in the code of cache-manager 5.7.6, @nestjs/cache-manager
 * 2.3.0 and cache-manager-redis-yet 5.1.5.
 */
import type { CacheLibrary, CommandForm } from '../library.js';

const COMMANDS: Readonly<Record<string, CommandForm>> = {
  get: { operation: 'read', key: 0 },
  set: {
    operation: 'write',
    key: 0,
    value: 1,
    ttl: [{ at: 'argument', argument: 2, unit: 'milliseconds' }],
  },
  del: { operation: 'invalidate', key: 0 },
  mget: { operation: 'read', key: 'all' },
  mdel: { operation: 'invalidate', key: 'all' },
  ttl: { operation: 'read', key: 0 },
  reset: { operation: 'invalidate-all', key: 'none' },
  keys: { operation: 'scan', key: 'none' },
};

/** What Redis stores are sent for the methods that are about all keys. */
export const SENT_BY_STORES: Readonly<Record<string, 'keys' | 'flushdb' | undefined>> = {
  keys: 'keys',
  reset: 'flushdb',
};

export const cacheManagerStores: CacheLibrary = {
  id: 'cache-manager-store',
  packages: [
    'cache-manager-redis-yet',
    'cache-manager-ioredis-yet',
    '@tirke/node-cache-manager-ioredis',
    '@tirke/node-cache-manager-redis',
  ],
  newestMajor: 5,
  instances: [
    { path: ['redisStore'], by: 'call', options: 0 },
    { path: ['ioRedisStore'], by: 'call', options: 0 },
    { path: ['redisClusterStore'], by: 'call', options: 0, cluster: true },
    { path: ['redisInsStore'], by: 'call', options: 1 },
    { path: ['ioRedisInsStore'], by: 'call', options: 1 },
  ],
  types: ['RedisStore', 'RedisClusterStore'],
  prefixOptions: ['keyPrefix'],
  writesJson: 'always',
  prefixSeparator: () => ':',
  sends: (command) => SENT_BY_STORES[command],
  defaultTtl: () => ({ ttl: 'milliseconds' }),
  miss: () => 'undefined',
  command: (name) => (Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined),
  ttlForm: (command) => (command === 'set' ? 'milliseconds-argument' : undefined),
};
