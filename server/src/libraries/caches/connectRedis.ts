/** connect-redis: sessions, which end with their cookie or after a day. State, and no key of the project's own. */
import type { CacheLibrary } from '../library.js';

export const connectRedis: CacheLibrary = {
  id: 'connect-redis',
  packages: ['connect-redis'],
  newestMajor: 10,
  state: true,
  instances: [
    { path: ['default'], by: 'new' },
    { path: ['RedisStore'], by: 'new' },
  ],
  types: ['default', 'RedisStore'],
  command: () => undefined,
  ttlForm: () => undefined,
};
