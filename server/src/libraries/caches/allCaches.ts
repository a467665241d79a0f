/** Every cache library the review knows. A new library is a file beside this one and a line here. */
import type { CacheLibrary } from '../library.js';
import { cacheManager } from './cacheManager.js';
import { ioredis } from './ioredis.js';
import { iovalkey } from './iovalkey.js';
import { keyv } from './keyv.js';
import { lruCache } from './lruCache.js';
import { memcache } from './memcache.js';
import { memcached } from './memcached.js';
import { memjs } from './memjs.js';
import { nodeCache } from './nodeCache.js';
import { nodeRedis } from './nodeRedis.js';
import { upstash } from './upstash.js';
import { valkeyGlide } from './valkeyGlide.js';

export const CACHE_LIBRARIES: readonly CacheLibrary[] = [
  ioredis,
  nodeRedis,
  upstash,
  iovalkey,
  valkeyGlide,
  cacheManager,
  keyv,
  nodeCache,
  lruCache,
  memcached,
  memjs,
  memcache,
];
