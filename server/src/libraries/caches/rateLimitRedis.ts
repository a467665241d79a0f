/** express-rate-limit and its store: counters whose expiry is set by a script. State. */
import type { CacheLibrary } from '../library.js';

export const rateLimitRedis: CacheLibrary = {
  id: 'express-rate-limit',
  packages: ['express-rate-limit', 'rate-limit-redis', 'rate-limiter-flexible'],
  newestMajor: 8,
  state: true,
  instances: [
    { path: ['default'], by: 'new' },
    { path: ['RedisStore'], by: 'new' },
    { path: ['RateLimiterRedis'], by: 'new' },
    { path: ['default'], by: 'call' },
    { path: ['rateLimit'], by: 'call' },
  ],
  types: ['RedisStore', 'RateLimiterRedis'],
  command: () => undefined,
  ttlForm: () => undefined,
};
