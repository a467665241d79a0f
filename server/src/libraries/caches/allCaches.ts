/** Every cache library the review knows. A new library is a file beside this one and a line here. */
import type { CacheLibrary } from '../library.js';
import { adonisRedis } from './adonisRedis.js';
import { apicache } from './apicache.js';
import { asyncCacheDedupe } from './asyncCacheDedupe.js';
import { bentocache } from './bentocache.js';
import { bullmq } from './bullmq.js';
import { cacheable } from './cacheable.js';
import { cacheManager } from './cacheManager.js';
import { cacheManagerStores } from './cacheManagerStores.js';
import { cachified } from './cachified.js';
import { cloudflareKv } from './cloudflareKv.js';
import { connectRedis } from './connectRedis.js';
import { eggRedis } from './eggRedis.js';
import { ioredis } from './ioredis.js';
import { iovalkey } from './iovalkey.js';
import { keyv } from './keyv.js';
import { lruCache } from './lruCache.js';
import { memcache } from './memcache.js';
import { memcached } from './memcached.js';
import { memjs } from './memjs.js';
import { memoizedFunction } from './memoizedFunction.js';
import { memoryCache } from './memoryCache.js';
import { midwayRedis } from './midwayRedis.js';
import { nextCache } from './nextCache.js';
import { nodeCache } from './nodeCache.js';
import { nodeRedis } from './nodeRedis.js';
import { rateLimitRedis } from './rateLimitRedis.js';
import { redlock } from './redlock.js';
import { unkeyCache } from './unkeyCache.js';
import { upstash } from './upstash.js';
import { valkeyGlide } from './valkeyGlide.js';

export const CACHE_LIBRARIES: readonly CacheLibrary[] = [
  // Where its settings name several clients, they do not stand on the application themselves.
  eggRedis,
  ioredis,
  midwayRedis,
  adonisRedis,
  nodeRedis,
  upstash,
  iovalkey,
  valkeyGlide,
  cacheManager,
  cacheManagerStores,
  keyv,
  cacheable,
  nodeCache,
  lruCache,
  memcached,
  memjs,
  memcache,
  memoizedFunction,
  asyncCacheDedupe,
  memoryCache,
  bentocache,
  unkeyCache,
  cloudflareKv,
  nextCache,
  apicache,
  cachified,
  redlock,
  connectRedis,
  rateLimitRedis,
  bullmq,
];
