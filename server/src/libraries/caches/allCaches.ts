/** Every cache library the review knows. A new library is a file beside this one and a line here. */
import type { CacheLibrary } from '../library.js';
import { cacheManager } from './cacheManager.js';
import { ioredis } from './ioredis.js';
import { keyv } from './keyv.js';
import { nodeRedis } from './nodeRedis.js';

export const CACHE_LIBRARIES: readonly CacheLibrary[] = [ioredis, nodeRedis, cacheManager, keyv];
