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
    { path: ['RateLimiterRedis'], by: 'new', options: 0 },
    { path: ['default'], by: 'call', options: 0 },
    { path: ['rateLimit'], by: 'call', options: 0 },
  ],
  types: ['RedisStore', 'RateLimiterRedis'],
  defaultTtl: () => ({ windowMs: 'milliseconds', duration: 'seconds', blockDuration: 'seconds' }),
  command: () => undefined,
  ttlForm: () => undefined,
};
