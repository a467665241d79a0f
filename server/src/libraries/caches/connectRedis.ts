/** connect-redis: sessions, which end with their cookie or after a day. State, and no key of the project's own. */
import type { CacheLibrary } from '../library.js';

export const connectRedis: CacheLibrary = {
  id: 'connect-redis',
  packages: ['connect-redis'],
  newestMajor: 10,
  state: true,
  instances: [
    { path: ['default'], by: 'new', options: 0 },
    { path: ['RedisStore'], by: 'new', options: 0 },
  ],
  // Up to version 6 it is made for the session package that is handed in.
  givesClassWhenCalled: true,
  defaultTtl: () => ({ ttl: 'seconds' }),
  types: ['default', 'RedisStore'],
  command: () => undefined,
  ttlForm: () => undefined,
};
